//! Splits by village: which of the areas of a split an address names (fact 8.15). Pure.

use kernel::text;

use crate::model::UnitId;

/// Villages of an area that go over to another area, or stay when both are the same.
#[derive(Clone, Debug)]
pub struct Split {
    /// Who had them.
    pub from: UnitId,
    /// Who has them.
    pub to: UnitId,
    /// Their names as people write them.
    pub villages: Vec<String>,
}

/// The words of a name or an address, with marks, in small letters.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text::exact(text);
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether the words of a name stand in an address side by side.
pub(crate) fn names(address: &[String], village: &[String]) -> bool {
    !village.is_empty() && address.windows(village.len()).any(|part| part == village)
}

/// The area to which an address belongs after a split of `from`: none when it names no village of the split, or villages
/// that go different ways. `Thôn Hạ` inside `Thôn Hạ Đông` does not count.
pub(crate) fn area_of(splits: &[Split], from: UnitId, addresses: &[String]) -> Option<UnitId> {
    let addresses: Vec<Vec<String>> = addresses.iter().map(|address| words(address)).collect();
    let mut found: Vec<(Vec<String>, UnitId)> = Vec::new();
    for split in splits.iter().filter(|split| split.from == from) {
        for village in split.villages.iter().map(|village| words(village)) {
            if addresses.iter().any(|address| names(address, &village)) {
                found.push((village, split.to));
            }
        }
    }
    let is_part = |name: &Vec<String>| found.iter().any(|(other, _)| other != name && names(other, name));
    let mut areas = found.iter().filter(|(name, _)| !is_part(name)).map(|(_, to)| *to);
    let first = areas.next()?;
    areas.all(|to| to == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::unit_id;

    #[test]
    fn an_address_is_sent_where_its_village_goes_and_only_then() {
        let (from, east, west) = (unit_id("1"), unit_id("2"), unit_id("3"));
        let split = |to: UnitId, villages: &[&str]| Split {
            from,
            to,
            villages: villages.iter().map(|village| (*village).to_owned()).collect(),
        };
        let splits = [
            split(east, &["Thôn Hạ Đông", "Tổ dân phố 1"]),
            split(west, &["Thôn Hạ", "Tổ dân phố 10"]),
            split(from, &["Thôn Trung"]),
        ];
        let table: [(&[&str], Option<UnitId>); 10] = [
            (&["Số 5, thôn Hạ Đông, xã Mẫu"], Some(east)),
            (&["Số 5, THÔN HẠ, xã Mẫu"], Some(west)),
            (&["Tổ dân phố 10, phường Mẫu"], Some(west)),
            (&["tổ  dân phố 1 - phường Mẫu"], Some(east)),
            (&["Thôn Trung, xã Mẫu"], Some(from)),
            (&["Số 5, đường Mẫu, xã Mẫu"], None),
            (&["Thôn Hạnh, xã Mẫu"], None),
            (&["Thôn Trung", "Thôn Hạ Đông"], None),
            (&["Thôn Hạ Đông", "Tổ dân phố 1"], Some(east)),
            (&[], None),
        ];
        for (addresses, want) in table {
            let addresses: Vec<String> = addresses.iter().map(|address| (*address).to_owned()).collect();
            assert_eq!(area_of(&splits, from, &addresses), want, "{addresses:?}");
        }
        assert_eq!(area_of(&splits, east, &["Thôn Hạ Đông".to_owned()]), None);
    }
}
