// SPDX-License-Identifier: Apache-2.0
// The kernels in lanes, written once for both widths: each file that includes this says before which
// instructions they are compiled for (CONCORDAT_LANES, an attribute), what a register of lanes is (Lanes,
// Signs: the same signed), how many lanes it has (lane_count), and how masks are looked up (look_up).
//
// The algorithms are those of bit_parallel.h with 16 bits for 64; no step depends on another lane.

namespace concordat::linkage {
namespace {

using LaneMasks = Lanes[block_letters];  // NOLINT: registers do not go into std::array without warnings

CONCORDAT_LANES inline void load_lengths(std::uint8_t const* bytes, Lanes& lengths) {
  alignas(64) std::uint16_t wide[lane_count];  // NOLINT
  for (std::size_t lane = 0; lane < lane_count; ++lane) wide[lane] = bytes[lane];
  __builtin_memcpy(&lengths, wide, sizeof lengths);
}

CONCORDAT_LANES inline void store(Lanes const& lanes, std::uint16_t* out) {
  __builtin_memcpy(out, &lanes, sizeof lanes);
}

template <bool with_swaps>
CONCORDAT_LANES inline void edits_in_lanes(BlockWork const& work, std::size_t first, std::uint16_t* out) {
  LaneMasks masks;
  look_up(work, first, masks);
  Lanes lengths;
  load_lengths(work.lengths + first, lengths);
  Lanes const none{};
  Lanes up = ~none;
  Lanes down{};
  Lanes zero{};
  Lanes equal_before{};
  Lanes distance = none + static_cast<std::uint16_t>(work.left_size);
  int const last = static_cast<int>(work.left_size) - 1;
  for (unsigned at = 0; at < work.longest; ++at) {
    Lanes const equal = masks[at];
    Lanes swapped{};
    if constexpr (with_swaps) swapped = ((~zero & equal) << 1) & equal_before;
    zero = (((equal & up) + up) ^ up) | equal | down | swapped;
    Lanes const right_up = down | ~(zero | up);
    Lanes const right_down = zero & up;
    Lanes const active = reinterpret_cast<Lanes>(lengths > (none + static_cast<std::uint16_t>(at)));
    distance += (((right_up >> last) & 1) - ((right_down >> last) & 1)) & active;
    Lanes const shifted = (right_up << 1) | 1;
    up = (right_down << 1) | ~(zero | shifted);
    down = shifted & zero;
    equal_before = equal;
  }
  store(distance, out);
}

/// The first window of each lane: as many low bits as letters may stand apart, and one.
CONCORDAT_LANES inline void first_windows(BlockWork const& work, Lanes const& lengths, Lanes& reach,
                                          Lanes& window) {
  Lanes const none{};
  Lanes const left = none + static_cast<std::uint16_t>(work.left_size);
  Lanes const left_longer = reinterpret_cast<Lanes>(left > lengths);
  Lanes const longer = (left & left_longer) | (lengths & ~left_longer);
  Lanes const half = longer >> 1;
  reach = half + reinterpret_cast<Lanes>(half > none);  // true is all ones: one less
  window = none + std::uint16_t{1};
  for (unsigned bit = 1; bit < block_letters / 2; ++bit) {
    Lanes const within = reinterpret_cast<Lanes>(reach >= (none + static_cast<std::uint16_t>(bit)));
    window |= within & static_cast<std::uint16_t>(1U << bit);
  }
}

CONCORDAT_LANES inline void jaro_in_lanes(BlockWork const& work, std::size_t first, std::uint16_t* out) {
  LaneMasks masks;
  LaneMasks hits;
  look_up(work, first, masks);
  Lanes lengths;
  load_lengths(work.lengths + first, lengths);
  Lanes const none{};
  Lanes reach;
  Lanes window;
  first_windows(work, lengths, reach, window);
  Lanes used{};
  Lanes matches{};
  for (unsigned at = 0; at < work.longest; ++at) {
    Lanes const free = masks[at] & window & ~used;
    Lanes const lowest = free & (none - free);
    used |= lowest;
    hits[at] = reinterpret_cast<Lanes>(lowest != none);
    matches -= hits[at];
    window = window + window - reinterpret_cast<Lanes>(reach > (none + static_cast<std::uint16_t>(at)));
  }
  Lanes out_of_order{};
  for (unsigned at = 0; at < work.longest; ++at) {
    Lanes const next = used & (none - used) & hits[at];
    Lanes const wrong = reinterpret_cast<Lanes>((masks[at] & next) == none) & hits[at];
    out_of_order -= wrong;
    used ^= next;
  }
  Lanes prefix{};
  Lanes alike = none + std::uint16_t{1};
  for (unsigned at = 0; at < 4 && at < work.longest; ++at) {
    alike &= masks[at] >> static_cast<int>(at);
    prefix += alike;
  }
  Lanes const places = (matches * static_cast<std::uint16_t>(score_transpositions) + (out_of_order >> 1)) *
                           static_cast<std::uint16_t>(score_prefixes) +
                       prefix;
  store(places, out);
}

CONCORDAT_LANES void levenshtein_block(BlockWork const& work, BlockResult& out) {
  for (std::size_t first = 0; first < block_lanes; first += lane_count)
    edits_in_lanes<false>(work, first, out.data() + first);
}

CONCORDAT_LANES void osa_block(BlockWork const& work, BlockResult& out) {
  for (std::size_t first = 0; first < block_lanes; first += lane_count)
    edits_in_lanes<true>(work, first, out.data() + first);
}

CONCORDAT_LANES void jaro_block(BlockWork const& work, BlockResult& out) {
  for (std::size_t first = 0; first < block_lanes; first += lane_count)
    jaro_in_lanes(work, first, out.data() + first);
}

}  // namespace
}  // namespace concordat::linkage
