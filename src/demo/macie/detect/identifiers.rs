//! The managed data identifiers: id, category, keyword requirement, form and
//! severity, as the User Guide lists them.

use super::{Piece, around, keywords, numbers};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Whether a keyword must be in proximity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo::macie) enum Needs {
    Keyword,
    /// Found only where no keyword is near; the other identifier of the same
    /// data takes the rest.
    NoKeyword,
    Nothing,
}

/// The lowest counts of Low, Medium and High.
type Steps = [Option<usize>; 3];

const HIGH: Steps = [None, None, Some(1)];
const MEDIUM: Steps = [None, Some(1), None];
const BY_COUNT: Steps = [Some(1), Some(100), Some(1000)];

/// One managed data identifier.
pub(in crate::demo::macie) struct Identifier {
    pub(in crate::demo::macie) id: &'static str,
    /// `CREDENTIALS`, `FINANCIAL_INFORMATION` or `PERSONAL_INFORMATION`.
    pub(in crate::demo::macie) category: &'static str,
    pub(in crate::demo::macie) needs: Needs,
    /// Whether jobs use it unless told otherwise.
    pub(in crate::demo::macie) recommended: bool,
    pub(in crate::demo::macie) steps: Steps,
    /// How many digits and bytes a text must have to hold one.
    digits: usize,
    length: usize,
    keywords: LazyLock<Regex>,
    form: LazyLock<Regex>,
    holds: fn(&str) -> bool,
}

impl Identifier {
    /// The severity of so many occurrences: 1 Low, 2 Medium, 3 High.
    pub(in crate::demo::macie) fn severity(&self, count: usize) -> u8 {
        (1..=3)
            .zip(self.steps)
            .filter(|(_, least)| least.is_some_and(|least| count >= least))
            .map(|(score, _)| score)
            .max()
            .unwrap_or(1)
    }

    /// Whether a text with so many digits can hold one: most cannot.
    pub(super) fn fits(&self, digits: usize, length: usize) -> bool {
        digits >= self.digits && length >= self.length
    }

    /// Where the text has the form and obeys its rules. A digit or letter that
    /// goes on before or after makes it something else.
    pub(super) fn matches<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let alone = move |at: &Range<usize>| {
            let before = text[..at.start].chars().next_back();
            let after = text[at.end..].chars().next();
            let goes_on = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !goes_on(before) && !goes_on(after)
        };
        self.form
            .find_iter(text)
            .map(|found| found.range())
            .filter(alone)
            .filter(|at| (self.holds)(&text[at.clone()]))
    }

    /// Whether a keyword stands near: in the column's name or the path, or in
    /// the same value.
    pub(super) fn is_named(&self, piece: &Piece<'_>, at: &Range<usize>) -> bool {
        let by_place = piece
            .context()
            .is_some_and(|context| self.keywords.is_match(&keywords::apart(context)));
        let (before, after) = around(&piece.text, at);
        by_place || self.keywords.is_match(before) || self.keywords.is_match(after)
    }
}

/// The identifier with an id.
pub(in crate::demo::macie) fn by_id(id: &str) -> Option<&'static Identifier> {
    ALL.iter().find(|identifier| identifier.id == id)
}

/// What stands near card numbers.
const CARD: &[&str] = &[
    "account number",
    "american express",
    "amex",
    "bank card",
    "card",
    "card num",
    "card number",
    "cc",
    "cc #",
    "ccn",
    "check card",
    "credit",
    "credit card",
    "credit card number",
    "dankort",
    "debit",
    "debit card",
    "diners club",
    "discover",
    "electron",
    "japanese card bureau",
    "jcb",
    "mastercard",
    "mc",
    "pan",
    "payment account number",
    "payment card number",
    "pcn",
    "union pay",
    "visa",
];

macro_rules! identifiers {
    ($($id:literal $category:literal $needs:ident $recommended:literal $steps:ident
        $digits:literal $length:literal $keywords:expr, $form:literal $holds:ident;)*) => {
        /// All of them, by category.
        pub(in crate::demo::macie) static ALL: LazyLock<Vec<Identifier>> = LazyLock::new(|| vec![$(Identifier {
            id: $id,
            category: $category,
            needs: Needs::$needs,
            recommended: $recommended,
            steps: $steps,
            digits: $digits,
            length: $length,
            keywords: LazyLock::new(|| keywords::any_of($keywords)),
            form: LazyLock::new(|| Regex::new($form).expect("a form of the table is an expression")),
            holds: numbers::$holds,
        }),*]);
    };
}

identifiers! {
    "AWS_CREDENTIALS" "CREDENTIALS" Keyword true HIGH 1 40
        &["aws_secret_access_key", "credentials", "secret access key", "secret key", "set-awscredential"],
        r"[A-Za-z0-9/+]{40}" is_secret_key;
    "HTTP_BASIC_AUTH_HEADER" "CREDENTIALS" Nothing true HIGH 0 29 &[],
        r"(?i)authorization:\s*basic\s+[a-z0-9+/]{8,}={0,2}" any;
    "OPENSSH_PRIVATE_KEY" "CREDENTIALS" Nothing true HIGH 0 60 &[],
        r"-----BEGIN OPENSSH PRIVATE KEY-----[\sA-Za-z0-9+/=]+-----END OPENSSH PRIVATE KEY-----" any;
    "PGP_PRIVATE_KEY" "CREDENTIALS" Nothing true HIGH 0 60 &[],
        r"-----BEGIN PGP PRIVATE KEY BLOCK-----[^-]+-----END PGP PRIVATE KEY BLOCK-----" any;
    "PKCS" "CREDENTIALS" Nothing true HIGH 0 50 &[],
        r"-----BEGIN (?:RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY-----[^-]+-----END (?:RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY-----" any;
    "PUTTY_PRIVATE_KEY" "CREDENTIALS" Nothing true HIGH 1 30 &[],
        r"PuTTY-User-Key-File-[23]: [^\n]+\nEncryption: [^\n]+" any;
    "CREDIT_CARD_NUMBER" "FINANCIAL_INFORMATION" Keyword true HIGH 13 13
        CARD,
        r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{13,19}" is_card;
    "CREDIT_CARD_NUMBER_(NO_KEYWORD)" "FINANCIAL_INFORMATION" NoKeyword false MEDIUM 13 13
        CARD,
        r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{13,19}" is_card;
    "CREDIT_CARD_EXPIRATION" "FINANCIAL_INFORMATION" Keyword false BY_COUNT 4 5
        &["exp d", "exp m", "exp y", "expiration", "expiry"],
        r"(?:0[1-9]|1[0-2])[/-](?:20)?\d{2}" any;
    "CREDIT_CARD_SECURITY_CODE" "FINANCIAL_INFORMATION" Keyword false MEDIUM 3 3
        &["card id", "card identification code", "card identification number", "card security code",
         "card validation code", "card validation number", "card verification data", "card verification value",
         "cvc", "cvc2", "cvv", "cvv2", "elo verification code"],
        r"\d{3,4}" any;
    "DATE_OF_BIRTH" "PERSONAL_INFORMATION" Keyword false BY_COUNT 6 8
        &["bday", "b-day", "birth date", "birthday", "date of birth", "dob"],
        r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|[12]\d|3[01])[/.-](?:(?:19|20)\d{2})" any;
    "PHONE_NUMBER" "PERSONAL_INFORMATION" Keyword false BY_COUNT 10 10
        &["cell", "contact", "fax", "fax number", "mobile", "phone", "phone number", "tel", "telephone", "telephone number"],
        r"(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-]?)[2-9]\d{2}[ .-]?\d{4}" any;
    "USA_HEALTH_INSURANCE_CLAIM_NUMBER" "PERSONAL_INFORMATION" Keyword true HIGH 9 10
        &["health insurance claim number", "hic no", "hic no.", "hic number", "hic#", "hicn", "hicn#", "hicno#"],
        r"\d{3}-?\d{2}-?\d{4}-?[A-Z]\d?" is_claim_number;
    "USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER" "PERSONAL_INFORMATION" Keyword true HIGH 9 9
        &["i.t.i.n.", "individual taxpayer", "itin", "tax id", "taxpayer id", "taxpayer identification"],
        r"9\d{2}[ -]?\d{2}[ -]?\d{4}" is_itin;
    "USA_MEDICARE_BENEFICIARY_IDENTIFIER" "PERSONAL_INFORMATION" Keyword true HIGH 4 11
        &["mbi", "medicare beneficiary"],
        r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}" any;
    "USA_NATIONAL_PROVIDER_IDENTIFIER" "PERSONAL_INFORMATION" Keyword false MEDIUM 10 10
        &["hipaa", "n.p.i.", "national provider", "npi"],
        r"[12]\d{9}" is_provider;
    "USA_PASSPORT_NUMBER" "PERSONAL_INFORMATION" Keyword true HIGH 8 9
        &["passport", "passport number", "passport no", "passport #", "travel document"],
        r"[A-Z]\d{8}|\d{9}" any;
    "USA_SOCIAL_SECURITY_NUMBER" "PERSONAL_INFORMATION" Keyword true HIGH 9 9
        &["social security", "social security number", "ss#", "ssn"],
        r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{9}" is_ssn;
    "US_DRUG_ENFORCEMENT_AGENCY_NUMBER" "PERSONAL_INFORMATION" Keyword true HIGH 7 9
        &["dea number", "dea registration"],
        r"[A-Za-z]{2}\d{7}" is_dea;
}
