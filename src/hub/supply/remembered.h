// SPDX-License-Identifier: Apache-2.0
// Mappings that a person confirmed once, for the next file of the feed with the same heading.
//
// Invariants: a mapping is remembered only with a submission that was taken in, rests sealed with it and goes with it; it
// is recalled only for the very feed, profile version and heading (folded, in order) it was confirmed for.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "hub/hub.h"
#include "intake/map/profile.h"

namespace concordat::hub {

/// Stands for a heading as the reader alone finds it, read with one version of a profile. Nobody without the agency's key
/// can test a guess.
[[nodiscard]] std::string heading_mark(Hub const& hub, Feed const& feed, intake::Profile const& profile,
                                       std::span<std::string const> headers);

/// The text of the mapping file that was confirmed for this submission; nothing where nobody had to confirm.
[[nodiscard]] Result<std::optional<std::string>> confirmed_mapping(Hub& hub, Feed const& feed, std::int64_t submission);

/// What a person confirmed for this submission: the heading of each field's column, as the file had it. Empty where nobody
/// had to confirm.
[[nodiscard]] Result<std::map<std::string, std::string>> confirmed_headings(Hub& hub, Feed const& feed, std::int64_t submission);

/// The text of the mapping file that was confirmed last for such a heading.
[[nodiscard]] Result<std::optional<std::string>> recall_mapping(Hub& hub, Feed const& feed, intake::Profile const& profile,
                                                                std::span<std::string const> headers);

}  // namespace concordat::hub
