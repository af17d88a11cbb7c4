// SPDX-License-Identifier: Apache-2.0
// Samples of pairs that people judge, so that it is known how good the links are.
//
// Drawn by chance from every pair the model weighed and every two records of one person, more from where few lie (by band of weight,
// linked or not), from a seed that is kept. A judge sees two records side by side as far as a linkage reviewer may see them, and not
// what they weigh, whether they are linked or what others said. A judgement changes no link; where it says otherwise than the link
// does, the pair is put into the queue. Of one sample at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/linkage/review/side_by_side.h"

namespace concordat::hub::links {

inline constexpr int largest_sample = 2000;   ///< pairs
inline constexpr int longest_sample = 92;     ///< days
inline constexpr int usual_twice = 20;        ///< of 100 pairs, judged by two people

struct DrawOptions {
  std::int64_t size = 200;
  std::string until;                    ///< the last day on which it is judged
  std::int64_t twice = usual_twice;     ///< of 100 pairs, how many two people judge
  std::optional<std::int64_t> seed = {};  ///< none: by chance
};

struct SampleStratum {
  std::string band;         ///< below-fracture, dead-band, above-join, far-above; not-weighed: of one person by other records
  bool linked = false;
  std::uint64_t size = 0;   ///< pairs there were
  std::uint64_t drawn = 0;
};

/// Bands of fewer pairs are told together: one or two pairs alone would be those that somebody knows of.
inline constexpr std::uint64_t fewest_in_band = 5;
/// As they are told: those with few pairs as one, "too-few"; where together they are too few still, with the smallest of the others, and
/// where there is none without numbers.
[[nodiscard]] std::vector<SampleStratum> told_strata(std::vector<SampleStratum> const& strata);
/// The same of the bands in figures.
[[nodiscard]] Json told_figures(Json const& figures);

struct Sample {
  std::string id;
  std::string agency, drawn_by, drawn_at, until, state;
  std::string model_version;
  std::int64_t seed = 0;
  std::vector<SampleStratum> strata;
  std::uint64_t drawn = 0;      ///< pairs, of which records are there still
  std::uint64_t judgements = 0; ///< of `wanted`
  std::uint64_t wanted = 0;
  std::string closed_by, closed_at;
  Json figures = {};            ///< of a closed one: figures.h
  std::uint64_t ledger_index = 0;
};

/// All of these: "link.not-a-reviewer" with a leaf for anybody else; each is a leaf. "sample.unknown" where there is no such sample.

/// "sample.words" (malformed): a size, day or share that is none; "sample.open": another is being judged; "sample.nothing" to draw; "sample.nobody" sees enough to judge;
/// "link.no-run".
[[nodiscard]] Result<Sample> draw_sample(Hub& hub, Member const& member, DrawOptions const& options);
/// Newest first. For whoever may see the report of linkage: counts only. No leaf: part of another look.
[[nodiscard]] Result<std::vector<Sample>> samples(Hub& hub);
/// The same as a look of its own ("access").
[[nodiscard]] Result<std::vector<Sample>> list_samples(Hub& hub, Member const& member);

/// A pair as a judge sees it.
struct BlindPair {
  std::string sample;
  std::int64_t place = 0;  ///< in the sample
  SideBySide records;
  std::uint64_t ledger_index = 0;
};
/// The next pair for this member: one they see enough of (both names and the date of birth on both sides), have not judged, and have
/// decided nothing about. "sample.none-left"; "sample.over": closed, or its day has passed; "sample.enough-today": as many were judged today as one person may (definitions/review.yaml).
[[nodiscard]] Result<BlindPair> next_in_sample(Hub& hub, Member const& member, std::string const& sample);

struct Judged {
  std::string sample;
  std::int64_t place = 0;
  std::string verdict;
  std::uint64_t ledger_index = 0;
};
/// `verdict`: same, not-same, cannot-tell. "sample.words"; "sample.not-yours": not the one that next_in_sample
/// shows this member; "sample.over".
[[nodiscard]] Result<Judged> judge(Hub& hub, Member const& member, std::string const& sample, std::int64_t place, std::string const& verdict);

/// Works out the figures and keeps them; nobody judges any more. "sample.over" where it was closed.
[[nodiscard]] Result<Sample> close_sample(Hub& hub, Member const& member, std::string const& sample);

[[nodiscard]] Json to_json(Sample const& sample);
[[nodiscard]] Json to_json(BlindPair const& pair);
[[nodiscard]] Json to_json(Judged const& judged);

}  // namespace concordat::hub::links
