//! The lines in which two texts differ: the longest common part stays, the
//! rest is taken out or put in.

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Same,
    /// Only the old text has it.
    Removed,
    /// Only the new text has it.
    Added,
}

/// Texts that differ in more pairs of lines than this are not aligned: the
/// table of the alignment would be larger than what it tells.
const MOST: usize = 4_000_000;

/// Both texts line by line.
pub fn lines<'t>(old: &'t str, new: &'t str) -> Vec<(Change, &'t str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let pairs = old.iter().rev().zip(new.iter().rev()).take(rest);
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let mut out: Vec<(Change, &str)> = old[..head].iter().map(|l| (Change::Same, *l)).collect();
    aligned(
        &old[head..old.len() - tail],
        &new[head..new.len() - tail],
        &mut out,
    );
    out.extend(old[old.len() - tail..].iter().map(|l| (Change::Same, *l)));
    out
}

fn aligned<'t>(old: &[&'t str], new: &[&'t str], out: &mut Vec<(Change, &'t str)>) {
    if old.len().saturating_mul(new.len()) > MOST {
        out.extend(old.iter().map(|l| (Change::Removed, *l)));
        out.extend(new.iter().map(|l| (Change::Added, *l)));
        return;
    }
    // common[i][j]: the longest common part of old[i..] and new[j..].
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            out.push((Change::Same, old[i]));
            i += 1;
            j += 1;
        } else if j == new.len()
            || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            out.push((Change::Removed, old[i]));
            i += 1;
        } else {
            out.push((Change::Added, new[j]));
            j += 1;
        }
    }
}
