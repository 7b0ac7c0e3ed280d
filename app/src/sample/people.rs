//! Names that are visibly made up.

use anyhow::Result;
use kernel::rng::SequenceRng;
use serde::Deserialize;

/// Lists of names from data/sample/names.json.
#[derive(Deserialize)]
pub(crate) struct People {
    family: Vec<String>,
    middle: Names,
    given: Names,
    last: Vec<String>,
    streets: Vec<String>,
}

#[derive(Deserialize)]
struct Names {
    male: Vec<String>,
    female: Vec<String>,
}

/// A made-up person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) identity: String,
    pub(crate) phone: String,
    pub(crate) address: String,
    pub(crate) birth_date: String,
}

fn pick<'a>(list: &'a [String], rng: &SequenceRng) -> &'a str {
    let length = u64::try_from(list.len()).unwrap_or(1);
    usize::try_from(rng.below(length)).ok().and_then(|index| list.get(index)).map_or("", String::as_str)
}

impl People {
    pub(crate) fn new() -> Result<Self> {
        Ok(serde_json::from_str(include_str!("../../../data/sample/names.json"))?)
    }

    /// The person of a number: the same number is the same person.
    pub(crate) fn person(&self, number: u64) -> Person {
        let rng = SequenceRng::new(number.wrapping_mul(7_919).wrapping_add(11));
        let is_male = rng.below(2) == 0;
        let of = |names: &Names| pick(if is_male { &names.male } else { &names.female }, &rng).to_owned();
        let (middle, given) = (of(&self.middle), of(&self.given));
        let name = format!("{} {middle} {given} {}", pick(&self.family, &rng), pick(&self.last, &rng));
        let year = 60 + rng.below(40);
        let gender = u8::from(!is_male);
        let name = if number == 0 { "Nguyễn Văn Mẫu".to_owned() } else { name };
        let identity = if number == 0 {
            "044085000017".to_owned()
        } else {
            format!("044{gender}{year:02}{:06}", 100_000 + number % 800_000)
        };
        Person {
            name,
            identity,
            phone: format!("09{:08}", 10_000_000 + number * 37 % 80_000_000),
            address: format!("Số {}, {}", 1 + rng.below(200), pick(&self.streets, &rng)),
            birth_date: format!("19{year:02}-{:02}-{:02}", 1 + rng.below(12), 1 + rng.below(28)),
        }
    }
}
