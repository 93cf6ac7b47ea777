//! The names of the scaled story: departments, what they work on, how far they
//! are with it, and where.

/// A department of the clinic.
#[derive(Debug)]
pub(super) struct Department {
    pub(super) name: &'static str,
    /// Who leads it, as tags name owners.
    pub(super) lead: &'static str,
    /// Who works in it with a user of their own.
    pub(super) analyst: &'static str,
    /// How its data is classified.
    pub(super) data: &'static str,
    pub(super) projects: [&'static str; 6],
}

const fn department(
    name: &'static str,
    people: [&'static str; 2],
    data: &'static str,
    projects: [&'static str; 6],
) -> Department {
    Department {
        name,
        lead: people[0],
        analyst: people[1],
        data,
        projects,
    }
}

/// How far a project is.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    /// One thing in so many is at fault: the nearer to patients, the fewer.
    pub(super) faults: u64,
}

/// The stages of every project.
pub(super) const STAGES: [Stage; 4] = [
    Stage {
        name: "research",
        faults: 2,
    },
    Stage {
        name: "dev",
        faults: 3,
    },
    Stage {
        name: "staging",
        faults: 6,
    },
    Stage {
        name: "prod",
        faults: 12,
    },
];

/// The Regions, with the short names that copies of a project carry. The first
/// two are the story's own.
pub(super) const REGIONS: [(&str, &str); 5] = [
    (super::super::HOME, "use1"),
    (super::super::ABROAD, "euw1"),
    ("us-west-2", "usw2"),
    ("eu-central-1", "euc1"),
    ("ap-southeast-2", "apse2"),
];

/// Every department; the first ones are there at the smallest scale.
pub(super) const DEPARTMENTS: [Department; 24] = [
    department(
        "radiology",
        ["ines.moreau", "david.okafor"],
        "phi",
        [
            "lung-nodules",
            "bone-age",
            "chest-xray",
            "mammogram-recall",
            "report-drafts",
            "scanner-queue",
        ],
    ),
    department(
        "oncology",
        ["hanna.virtanen", "luis.ortega"],
        "phi",
        [
            "tumor-board",
            "trial-matching",
            "dose-planning",
            "relapse-risk",
            "biopsy-notes",
            "chemo-toxicity",
        ],
    ),
    department(
        "pathology",
        ["george.papadakis", "aiko.sato"],
        "phi",
        [
            "slide-triage",
            "mitosis-count",
            "stain-quality",
            "margin-check",
            "specimen-labels",
            "second-opinion",
        ],
    ),
    department(
        "genomics",
        ["noor.rahman", "pieter.devries"],
        "phi",
        [
            "variant-calls",
            "rare-disease",
            "drug-response",
            "cohort-matching",
            "carrier-screening",
            "sequence-quality",
        ],
    ),
    department(
        "neurology",
        ["clara.fischer", "samir.haddad"],
        "phi",
        [
            "stroke-alert",
            "eeg-seizures",
            "tremor-score",
            "memory-clinic",
            "migraine-diary",
            "mri-lesions",
        ],
    ),
    department(
        "emergency",
        ["owen.murphy", "fatima.zahra"],
        "phi",
        [
            "triage-score",
            "sepsis-alert",
            "bed-forecast",
            "ambulance-eta",
            "trauma-ct",
            "crowding-index",
        ],
    ),
    department(
        "pharmacy",
        ["julia.nowak", "marco.bianchi"],
        "phi",
        [
            "interaction-check",
            "dose-audit",
            "stock-forecast",
            "label-reader",
            "allergy-match",
            "compounding",
        ],
    ),
    department(
        "billing",
        ["karen.oduya", "stefan.horvat"],
        "pci",
        [
            "code-suggestions",
            "payment-plans",
            "denial-risk",
            "invoice-reader",
            "refund-review",
            "card-disputes",
        ],
    ),
    department(
        "laboratory",
        ["emre.yilmaz", "sofia.lund"],
        "phi",
        [
            "result-flags",
            "sample-routing",
            "culture-growth",
            "cell-counter",
            "retest-advice",
            "blood-smears",
        ],
    ),
    department(
        "surgery",
        ["rachel.stein", "kofi.mensah"],
        "phi",
        [
            "theatre-planning",
            "wound-photos",
            "blood-demand",
            "tool-tracking",
            "recovery-time",
            "consent-summary",
        ],
    ),
    department(
        "paediatrics",
        ["astrid.berg", "carlos.mendes"],
        "phi",
        [
            "growth-charts",
            "asthma-watch",
            "neonatal-alarms",
            "vaccine-gaps",
            "cough-sounds",
            "rash-photos",
        ],
    ),
    department(
        "claims",
        ["martin.kruger", "leila.amiri"],
        "pci",
        [
            "claim-triage",
            "duplicate-bills",
            "appeal-letters",
            "provider-risk",
            "estimate-check",
            "document-sorting",
        ],
    ),
    department(
        "dermatology",
        ["yuki.mori", "peter.novak"],
        "phi",
        [
            "mole-mapping",
            "psoriasis-score",
            "teledermatology",
            "biopsy-choice",
            "acne-grading",
            "light-therapy",
        ],
    ),
    department(
        "ophthalmology",
        ["anya.petrova", "tunde.balogun"],
        "phi",
        [
            "retina-screening",
            "glaucoma-fields",
            "cataract-lens",
            "oct-layers",
            "dry-eye",
            "visit-intervals",
        ],
    ),
    department(
        "nephrology",
        ["bruno.costa", "ingrid.dahl"],
        "phi",
        [
            "dialysis-plan",
            "kidney-decline",
            "transplant-match",
            "fluid-balance",
            "anaemia-dosing",
            "access-flow",
        ],
    ),
    department(
        "pulmonology",
        ["sean.walsh", "amara.diallo"],
        "phi",
        [
            "spirometry",
            "sleep-apnoea",
            "oxygen-weaning",
            "copd-relapse",
            "cough-monitor",
            "ct-fibrosis",
        ],
    ),
    department(
        "endocrinology",
        ["lena.hofmann", "raj.patel"],
        "phi",
        [
            "glucose-forecast",
            "insulin-advice",
            "thyroid-scans",
            "foot-ulcers",
            "bone-density",
            "meal-photos",
        ],
    ),
    department(
        "orthopaedics",
        ["viktor.sokolov", "grace.kim"],
        "phi",
        [
            "fracture-finder",
            "implant-wear",
            "gait-analysis",
            "knee-mri",
            "physio-plan",
            "spine-angles",
        ],
    ),
    department(
        "obstetrics",
        ["camille.laurent", "ruth.abebe"],
        "phi",
        [
            "fetal-heart",
            "preterm-risk",
            "ultrasound-planes",
            "labour-length",
            "bleeding-risk",
            "clinic-letters",
        ],
    ),
    department(
        "psychiatry",
        ["jonah.weiss", "mina.hosseini"],
        "phi",
        [
            "relapse-signals",
            "therapy-notes",
            "crisis-line",
            "sleep-diary",
            "medication-fit",
            "waiting-list",
        ],
    ),
    department(
        "icu",
        ["henrik.olsen", "valeria.rossi"],
        "phi",
        [
            "vent-weaning",
            "alarm-fatigue",
            "delirium-watch",
            "shock-forecast",
            "nurse-rota",
            "line-infections",
        ],
    ),
    department(
        "scheduling",
        ["petra.svoboda", "ali.demir"],
        "internal",
        [
            "no-show-risk",
            "slot-filling",
            "interpreter-need",
            "reminder-texts",
            "travel-time",
            "clinic-mix",
        ],
    ),
    department(
        "logistics",
        ["bea.lindholm", "joao.silva"],
        "internal",
        [
            "linen-demand",
            "cold-chain",
            "porter-routes",
            "waste-forecast",
            "supplier-risk",
            "meal-orders",
        ],
    ),
    department(
        "research",
        ["miriam.adler", "felix.braun"],
        "confidential",
        [
            "protocol-search",
            "consent-match",
            "synthetic-data",
            "trial-budgets",
            "paper-digest",
            "cohort-builder",
        ],
    ),
];

/// Who leads a department, by its name.
pub(in crate::demo::story) fn lead(name: &str) -> Option<&'static str> {
    let department = DEPARTMENTS.iter().find(|department| department.name == name)?;
    Some(department.lead)
}
