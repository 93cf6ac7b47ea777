//! The cyclic redundancy checks that S3 takes: CRC-32, CRC-32C, CRC-64/NVME.

const CRC32: [u32; 256] = table32(0xedb8_8320);
const CRC32C: [u32; 256] = table32(0x82f6_3b78);
const CRC64: [u64; 256] = table64(0x9a6c_9329_ac4b_c9b5);

const fn table32(polynomial: u32) -> [u32; 256] {
    let mut table = [0_u32; 256];
    let (mut at, mut start) = (0_usize, 0_u32);
    while at < 256 {
        let (mut value, mut bit) = (start, 0);
        while bit < 8 {
            value = if value & 1 == 1 {
                (value >> 1) ^ polynomial
            } else {
                value >> 1
            };
            bit += 1;
        }
        table[at] = value;
        at += 1;
        start += 1;
    }
    table
}

const fn table64(polynomial: u64) -> [u64; 256] {
    let mut table = [0_u64; 256];
    let (mut at, mut start) = (0_usize, 0_u64);
    while at < 256 {
        let (mut value, mut bit) = (start, 0);
        while bit < 8 {
            value = if value & 1 == 1 {
                (value >> 1) ^ polynomial
            } else {
                value >> 1
            };
            bit += 1;
        }
        table[at] = value;
        at += 1;
        start += 1;
    }
    table
}

fn crc(table: &[u32; 256], bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        table[usize::from(low ^ byte)] ^ (crc >> 8)
    })
}

/// CRC-32 (ISO-HDLC).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    crc(&CRC32, bytes)
}

/// CRC-32C (Castagnoli).
pub(super) fn crc32c(bytes: &[u8]) -> u32 {
    crc(&CRC32C, bytes)
}

/// CRC-64/NVME.
pub(super) fn crc64nvme(bytes: &[u8]) -> u64 {
    !bytes.iter().fold(u64::MAX, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        CRC64[usize::from(low ^ byte)] ^ (crc >> 8)
    })
}
