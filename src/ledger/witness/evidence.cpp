// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <system_error>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/witness/sightings.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_remark = 4096;
constexpr std::string_view found_ending = ".found";

}  // namespace

fs::path Evidence::file(std::string_view origin, std::string_view id) const { return folder_ / "evidence" / fmt::format("{}-{}", name_of_log(origin), id); }

std::optional<std::vector<std::string>> Evidence::ids(std::string_view origin) const {
  std::vector<std::string> all;
  auto const start = name_of_log(origin) + "-";
  std::error_code error;
  fs::directory_iterator at{folder_ / "evidence", error};
  if (error == std::errc::no_such_file_or_directory) return all;
  for (fs::directory_iterator const end; !error && at != end; at.increment(error)) {
    auto const name = at->path().filename().string();
    if (name.starts_with(start) && name.find('.') == name.npos) all.push_back(name.substr(start.size()));
  }
  if (error) return std::nullopt;
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<KeptProof> Evidence::of(std::string_view origin, std::span<VerifierKey const> keys) const {
  std::vector<KeptProof> all;
  for (auto const& id : ids(origin).value_or(std::vector<std::string>{})) {
    auto const text = read_file(file(origin, id), largest_split_view);
    auto split = text ? parse_split_view(*text) : Result<SplitView>{fail(text)};
    auto proven = split ? check_split_view(*split, keys) : Result<ProvenSplit>{fail(split)};
    if (!proven || proven->origin != origin) continue;
    KeptProof kept{id, std::move(*split), std::move(*proven)};
    if (auto const found = read_file(file(origin, id) += found_ending, largest_remark)) kept.found = text::trim(*found);
    if (auto const cleared = read_file(folder_ / "cleared" / id, largest_remark)) kept.cleared = std::string{text::trim(*cleared)};
    all.push_back(std::move(kept));
  }
  return all;
}

void Evidence::add_to(HeldEvidence& held, std::string_view origin, std::span<VerifierKey const> keys) const {
  auto proven = of(origin, keys);
  for (auto& id : open_ids(origin)) {
    if (std::ranges::find(proven, id, &KeptProof::id) == proven.end()) held.unproven.push_back({std::string{origin}, std::move(id)});
  }
  std::ranges::move(proven, std::back_inserter(held.proofs));
}

std::vector<std::string> Evidence::open_ids(std::string_view origin) const {
  auto all = ids(origin).value_or(std::vector<std::string>{});
  std::erase_if(all, [&](auto const& id) {
    std::error_code error;
    return fs::exists(folder_ / "cleared" / id, error);
  });
  return all;
}

bool Evidence::stops(std::string_view origin) const { return !ids(origin) || !open_ids(origin).empty(); }

bool Evidence::holds(std::string_view origin, std::string_view id) const {
  std::error_code error;
  return fs::exists(file(origin, id), error);
}

Result<void> Evidence::keep(std::string_view origin, SplitView const& split, std::string_view shown_by, Instant now) const {
  if (auto made = make_private_folder(folder_ / "evidence"); !made) return made;
  auto const where = file(origin, id_of(split));
  if (auto kept = write_file(where, write_split_view(split), {.mode = 0400}); !kept) return kept;
  return write_file(fs::path{where} += found_ending, fmt::format("{} {}\n", format_instant(now), shown_by), {.mode = 0600});
}

Result<void> Evidence::clear(std::string_view id, std::string_view reason, Instant now) const {
  if (auto made = make_private_folder(folder_ / "cleared"); !made) return made;
  return write_file(folder_ / "cleared" / std::string{id}, fmt::format("{} {}\n", format_instant(now), reason), {.mode = 0600});
}

}  // namespace concordat::ledger
