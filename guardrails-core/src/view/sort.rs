use std::cmp::Ordering;

/// How lists are compared: what is called, not compiled into the sort.
type Compare<'c, T> = &'c dyn Fn(T, T) -> Ordering;

/// Up to so many elements, moving each to its place among those before it costs the least.
const FEW: usize = 20;

/// Sorts in place, in n log n steps however the list lies. Equal elements may change places.
///
/// The standard library compiles the comparison into its sorts some hundred times, which makes 11 KB of each. It is
/// quicker where lists are longer than [`FEW`]; few are.
#[inline(never)]
pub(crate) fn sort<T: Copy>(list: &mut [T], compare: Compare<'_, T>) {
    if list.len() > FEW {
        return sort_as_heap(list, compare);
    }
    for end in 2..=list.len() {
        let mut rest = list.get_mut(..end).unwrap_or_default();
        while let Some((last, before)) = rest.split_last_mut() {
            match before.last_mut() {
                Some(previous) if compare(*last, *previous).is_lt() => std::mem::swap(last, previous),
                _ => break,
            }
            rest = before;
        }
    }
}

/// The largest comes to the front of a heap again and again, and goes behind what is left of it.
fn sort_as_heap<T: Copy>(list: &mut [T], compare: Compare<'_, T>) {
    for root in (0..list.len() / 2).rev() {
        sink(list, root, compare);
    }
    let mut heap = list;
    while let Some((last, rest)) = heap.split_last_mut() {
        if let Some(largest) = rest.first_mut() {
            std::mem::swap(last, largest);
        }
        sink(rest, 0, compare);
        heap = rest;
    }
}

/// Lets an element sink below those that are larger, each above two others.
fn sink<T: Copy>(heap: &mut [T], mut root: usize, compare: Compare<'_, T>) {
    loop {
        let left = root.saturating_mul(2).saturating_add(1);
        let right = left.saturating_add(1);
        let child = match (heap.get(left), heap.get(right)) {
            (Some(a), Some(b)) if compare(*a, *b).is_lt() => right,
            _ => left,
        };
        match (heap.get(root), heap.get(child)) {
            (Some(parent), Some(larger)) if compare(*parent, *larger).is_lt() => heap.swap(root, child),
            _ => return,
        }
        root = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_every_length_are_sorted() {
        let mut seed = 1u32;
        for len in 0..200usize {
            for values in [3, 1_000_000] {
                let random = || {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    seed.wrapping_shr(8) % values
                };
                let mut list: Vec<u32> = std::iter::repeat_with(random).take(len).collect();
                let mut expected = list.clone();
                expected.sort_unstable();
                sort(&mut list, &|a, b| a.cmp(&b));
                assert_eq!(list, expected);
                // As it stands, and the other way round.
                sort(&mut list, &|a, b| a.cmp(&b));
                assert_eq!(list, expected);
                sort(&mut list, &|a, b| b.cmp(&a));
                expected.reverse();
                assert_eq!(list, expected);
            }
        }
    }

    #[test]
    fn no_order_of_a_list_takes_many_comparisons() {
        let len = 10_000u32;
        let lists: [Vec<u32>; 4] = [
            (0..len).collect(),
            (0..len).rev().collect(),
            vec![7; len as usize],
            (0..len).map(|n| if n % 2 == 0 { n } else { len - n }).collect(),
        ];
        for mut list in lists {
            let count = std::cell::Cell::new(0u32);
            sort(&mut list, &|a, b| {
                count.set(count.get() + 1);
                a.cmp(&b)
            });
            assert!(list.is_sorted());
            // 2 n log n, where log n is less than 14.
            assert!(count.get() < 28 * len, "{}", count.get());
        }
    }
}
