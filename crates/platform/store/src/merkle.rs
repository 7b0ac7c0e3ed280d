//! Merkle trees as in RFC 6962: one hash stands for many, and a short path shows that one of them is among them.

use crate::chain::{Hash, digest_of};

/// A hash beside the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It stands to the left.
    Left(Hash),
    /// It stands to the right.
    Right(Hash),
}

/// The hash of a leaf. Leaves and nodes begin differently, so that none can be taken for the other.
pub(crate) fn leaf(bytes: &[u8]) -> Hash {
    let mut text = Vec::with_capacity(bytes.len().saturating_add(1));
    text.push(0);
    text.extend_from_slice(bytes);
    digest_of(&text)
}

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut text = [1_u8; 65];
    for (to, from) in text.iter_mut().skip(1).zip(left.iter().chain(right)) {
        *to = *from;
    }
    digest_of(&text)
}

/// A tree that grows leaf by leaf and keeps one hash for each height.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    peaks: Vec<(u32, Hash)>,
}

impl Tree {
    /// Adds a leaf, hashed with [`leaf`].
    pub(crate) fn push(&mut self, leaf: Hash) {
        let (mut height, mut hash) = (0_u32, leaf);
        while let Some((top, left)) = self.peaks.last().copied() {
            if top != height {
                break;
            }
            self.peaks.pop();
            hash = node(&left, &hash);
            height = height.saturating_add(1);
        }
        self.peaks.push((height, hash));
    }

    /// The hash over all leaves; none without leaves.
    pub(crate) fn root(&self) -> Option<Hash> {
        self.peaks.iter().rev().map(|(_, hash)| *hash).reduce(|right, left| node(&left, &right))
    }
}

/// A whole tree, from which paths are taken.
pub(crate) struct Levels(Vec<Vec<Hash>>);

impl Levels {
    /// The tree over these leaves. A node without a neighbour goes up as it is, which gives the tree of the standard.
    pub(crate) fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let pairs = below.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                alone => alone.first().copied().unwrap_or_default(),
            });
            let above: Vec<Hash> = pairs.collect();
            levels.push(above);
        }
        Self(levels)
    }

    /// What stands beside the way from a leaf to the root, lowest first.
    pub(crate) fn path(&self, index: usize) -> Vec<Beside> {
        let (mut path, mut index) = (Vec::new(), index);
        for level in &self.0 {
            if let Some(hash) = level.get(index ^ 1) {
                path.push(if index % 2 == 1 { Beside::Left(*hash) } else { Beside::Right(*hash) });
            }
            index /= 2;
        }
        path
    }
}

/// The root that a leaf and its path lead to.
pub(crate) fn climb(leaf: Hash, path: &[Beside]) -> Hash {
    path.iter().fold(leaf, |hash, beside| match beside {
        Beside::Left(left) => node(left, &hash),
        Beside::Right(right) => node(&hash, right),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(leaves: &[Hash]) -> Option<Hash> {
        let mut tree = Tree::default();
        for leaf in leaves {
            tree.push(*leaf);
        }
        tree.root()
    }

    #[test]
    fn every_leaf_of_every_tree_climbs_to_the_root_and_no_other_does() {
        assert_eq!(root(&[]), None);
        for count in 1..40_u8 {
            let leaves: Vec<Hash> = (0..count).map(|n| leaf(&[n])).collect();
            let top = root(&leaves).unwrap();
            let levels = Levels::new(leaves.clone());
            for (index, one) in leaves.iter().enumerate() {
                let way = levels.path(index);
                assert_eq!(climb(*one, &way), top, "leaf {index} of {count}");
                assert_ne!(climb(leaf(b"other"), &way), top);
            }
        }
    }

    #[test]
    fn the_roots_are_those_of_the_standard() {
        // RFC 6962: the tree of three leaves is H(1, H(1, a, b), c).
        let [a, b, c] = [leaf(b"a"), leaf(b"b"), leaf(b"c")];
        assert_eq!(root(&[a, b, c]), Some(node(&node(&a, &b), &c)));
        assert_ne!(root(&[a, b, c]), root(&[b, a, c]));
        assert_ne!(root(&[a, b]), root(&[a, b, b]));
    }
}
