// SPDX-License-Identifier: Apache-2.0
#include "cli/linkage/run_in_parts.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/json.h"
#include "linkage/table/dictionary.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t most_part_bytes = std::uint64_t{1} << 40;
constexpr std::uint64_t most_small_bytes = std::uint64_t{1} << 24;

tl::unexpected<Problem> other_plan() {
  return fail(Fault::conflict, "part.other-plan", "The folder holds the plan of another run: another model or other records.",
              "Name an empty folder with --plan, or give the files and the model of that plan.");
}

/// What is missing stops the merge: a person sees which part to run again.
Result<std::string> part_bytes(std::string const& path) {
  auto bytes = read_file(path, most_part_bytes);
  if (!bytes && bytes.error().fault == Fault::not_found) {
    return fail(Fault::not_found, "part.missing", "A part of the run is not there yet.", "Run every part of the plan, then merge.");
  }
  return bytes;
}

}  // namespace

Json rules_json(std::vector<linkage::RuleTally> const& rules) {
  Json json{Json::Array{}};
  for (auto const& rule : rules) {
    Json one;
    one.set("rule", rule.name).set("pairs", rule.pairs).set("largest_key", rule.largest).set("keys_guarded", rule.keys_guarded);
    json.push(std::move(one));
  }
  return json;
}

std::uint64_t PartsFolder::hash_of(linkage::Linker const& linker) const {
  return linkage::mix(linkage::mix(linkage::hash_bytes(linkage::write_model(linker.model())), linker.table().fingerprint()), train_ ? 1 : 0);
}

linkage::PartKey PartsFolder::key(linkage::Linker const& linker, Plan plan, std::uint32_t part) const {
  // pairs found with other numbers are of another run
  return {linkage::mix(plan.hash, linkage::hash_bytes(linkage::write_model(linker.model()))), part, plan.parts};
}

Result<void> PartsFolder::write_plan(linkage::Linker const& linker, std::uint32_t parts, std::vector<linkage::RuleTally> const& rules) const {
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
  auto const hash = hash_of(linker);
  if (auto const there = read_plan(linker); there && there->parts == parts) return {};  // the same plan again
  if (std::filesystem::exists(path("plan.json"), ignored)) return other_plan();
  Json json;
  json.set("format", "concordat-link-plan/1").set("parts", static_cast<std::int64_t>(parts)).set("plan", fmt::format("{:016x}", hash));
  json.set("rules", rules_json(rules));
  return write_file(path("plan.json"), json.pretty() + "\n");
}

Result<Plan> PartsFolder::read_plan(linkage::Linker const& linker) const {
  auto const text = read_file(path("plan.json"), most_small_bytes);
  if (!text) return fail(Fault::not_found, "part.no-plan", "The folder holds no plan.", "Make one with --plan first.");
  auto const json = Json::parse(*text);
  auto const hash = hash_of(linker);
  if (!json || (*json)["format"].string() != "concordat-link-plan/1" || (*json)["plan"].string() != fmt::format("{:016x}", hash)) return other_plan();
  return Plan{hash, static_cast<std::uint32_t>((*json)["parts"].integer())};
}

Result<std::optional<linkage::Model>> PartsFolder::learned() const {
  auto const text = read_file(path("learned.yaml"), most_small_bytes);
  if (!text) return std::optional<linkage::Model>{};
  auto model = linkage::read_model(*text, "learned.yaml");
  if (!model || !model->trained()) {
    return fail(Fault::integrity, "part.damaged", "The learned model in the folder does not load.", "Delete learned.yaml and merge again.");
  }
  return std::optional{std::move(*model)};
}

Result<bool> PartsFolder::run_part(linkage::Linker const& linker, Plan plan, std::uint32_t part, bool counting) const {
  if (part < 1 || part > plan.parts) {
    return fail(Fault::unknown, "part.no-such-part", "The plan has no part of this number.", "Name a part from 1 to the number that was planned.");
  }
  auto const own = key(linker, plan, part);
  auto const file = path(fmt::format("{}-{}", counting ? "counts" : "edges", part));
  if (auto const there = read_file(file, most_part_bytes)) {
    bool const good = counting ? linkage::counts_from(own, *there).has_value() : linkage::edges_from(own, *there).has_value();
    if (good) return true;
  }
  linkage::Share const share{part - 1, plan.parts};
  std::string bytes;
  if (counting) {
    linkage::Counts counts;
    linker.count_prior(counts, share);
    linker.count_random(counts, share);
    linker.count_sessions(counts, share);
    bytes = linkage::counts_bytes(own, counts);
  } else {
    bytes = linkage::edges_bytes(own, linker.find(share));
  }
  if (auto const written = write_file(file, bytes); !written) return fail(written);
  return false;
}

template <class Take>
std::optional<FileProblem> PartsFolder::each_part(Plan plan, std::string_view what, Take const& take) const {
  for (std::uint32_t part = 1; part <= plan.parts; ++part) {
    auto const file = path(fmt::format("{}-{}", what, part));
    auto const bytes = part_bytes(file);
    if (!bytes) return FileProblem{bytes.error(), file};
    Result<void> const taken = take(part, *bytes);
    if (!taken) return FileProblem{taken.error(), file};
  }
  return std::nullopt;
}

tl::expected<linkage::Counts, FileProblem> PartsFolder::merged_counts(linkage::Linker const& linker, Plan plan) const {
  linkage::Counts all;
  auto const problem = each_part(plan, "counts", [&](std::uint32_t part, std::string const& bytes) -> Result<void> {
    auto const own = linkage::counts_from(key(linker, plan, part), bytes);
    if (!own) return fail(own);
    all.add(*own);
    return {};
  });
  if (problem) return tl::unexpected{*problem};
  return all;
}

tl::expected<linkage::Found, FileProblem> PartsFolder::merged_edges(linkage::Linker const& linker, Plan plan) const {
  linkage::Found all;
  auto const problem = each_part(plan, "edges", [&](std::uint32_t part, std::string const& bytes) -> Result<void> {
    auto const own = linkage::edges_from(key(linker, plan, part), bytes);
    if (!own) return fail(own);
    linkage::add(all, *own);
    return {};
  });
  if (problem) return tl::unexpected{*problem};
  return all;
}

Result<void> PartsFolder::write_learned(linkage::Model const& model) const { return write_file(path("learned.yaml"), linkage::write_model(model)); }

}  // namespace concordat::cli
