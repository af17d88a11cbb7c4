// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/quality/sample_rows.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "hub/sharing/people.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql sample_columns =
    "SELECT s.id, s.agency, s.drawn_by, s.drawn_at, s.until, s.state, s.model_version, s.seed, s.strata, s.closed_by, s.closed_at, s.figures, s.leaf_index, "
    "(SELECT count(*) FROM link_sample_pair p WHERE p.sample = s.id), (SELECT coalesce(sum(p.judges), 0) FROM link_sample_pair p WHERE p.sample = s.id), "
    "(SELECT count(*) FROM link_sample_judgement j WHERE j.sample = s.id) FROM link_sample s ORDER BY s.number DESC";
constexpr store::Sql sample_by_id =
    "SELECT s.id, s.agency, s.drawn_by, s.drawn_at, s.until, s.state, s.model_version, s.seed, s.strata, s.closed_by, s.closed_at, s.figures, s.leaf_index, "
    "(SELECT count(*) FROM link_sample_pair p WHERE p.sample = s.id), (SELECT coalesce(sum(p.judges), 0) FROM link_sample_pair p WHERE p.sample = s.id), "
    "(SELECT count(*) FROM link_sample_judgement j WHERE j.sample = s.id) FROM link_sample s WHERE s.id = ?";
constexpr store::Sql sampled_pairs =
    "SELECT p.place, p.left_record, p.right_record, p.stratum, p.judges FROM link_sample_pair p WHERE p.sample = ? AND p.left_record <> p.right_record "
    "AND EXISTS (SELECT 1 FROM link l WHERE l.source_record = p.left_record) AND EXISTS (SELECT 1 FROM link l WHERE l.source_record = p.right_record) ORDER BY p.place";
constexpr store::Sql sampled_judgements = "SELECT place, member, verdict FROM link_sample_judgement WHERE sample = ? ORDER BY place, at, member";

}  // namespace sql

namespace {

Sample sample_in(store::Row const& row) {
  Sample one;
  one.id = row.string(0);
  one.agency = row.string(1);
  one.drawn_by = row.string(2);
  one.drawn_at = row.string(3);
  one.until = row.string(4);
  one.state = row.string(5);
  one.model_version = row.string(6);
  one.seed = row.integer(7);
  if (auto const strata = Json::parse(row.text(8))) one.strata = strata_in(*strata);
  one.closed_by = row.string(9);
  one.closed_at = row.string(10);
  if (auto figures = Json::parse(row.text(11))) one.figures = std::move(*figures);
  one.ledger_index = static_cast<std::uint64_t>(row.integer(12));
  one.drawn = static_cast<std::uint64_t>(row.integer(13));
  one.wanted = static_cast<std::uint64_t>(row.integer(14));
  one.judgements = static_cast<std::uint64_t>(row.integer(15));
  return one;
}

constexpr std::array<std::string_view, 5> counts_of_band{"size", "drawn", "judged", "same", "cannot_tell"};

/// Which bands are told as one. Where the few are too few together, with the smallest of the others: what is left when all that is told is
/// taken from the whole would tell of them.
std::vector<bool> told_together(std::vector<SampleStratum> const& strata) {
  std::vector<bool> few;
  std::uint64_t together = 0;
  for (auto const& one : strata) {
    few.push_back(one.size < fewest_in_band);
    if (few.back()) together += one.size;
  }
  if (together >= fewest_in_band || std::ranges::find(few, true) == few.end()) return few;
  std::optional<std::size_t> smallest;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    if (!few[i] && (!smallest || strata[i].size < strata[*smallest].size)) smallest = i;
  }
  if (smallest) few[*smallest] = true;
  return few;
}

}  // namespace

Problem unknown_sample() { return {Fault::not_found, "sample.unknown", "There is no such sample of pairs.", "The page of how good the links are names those there are, as does 'concordat link-sample list'.", {}}; }
Problem sample_over() {
  return {Fault::conflict, "sample.over", "This sample is not judged any more: it was closed, or its last day has passed.", "Close it, which works out its figures, once (the page of how good the links are, or 'concordat link-sample close'); then draw another.", {}};
}
Problem sample_words() {
  return {Fault::malformed, "sample.words", "The size, last day, share or judgement is none.",
          "A sample has 2 to 2000 pairs, lasts from tomorrow to at most 92 days, and 0 to 100 of 100 pairs are judged twice; a seed is a whole number; a judgement is same, not-same or cannot-tell.", {}};
}

Result<std::vector<SamplePair>> pairs_of_sample(store::Connection& connection, std::string const& sample) {
  std::vector<SamplePair> all;
  auto const read = connection.query(
      sql::sampled_pairs,
      [&](store::Row const& row) {
        auto const one = row.integer(1);
        auto const other = row.integer(2);
        all.push_back({row.integer(0), std::min(one, other), std::max(one, other), static_cast<std::size_t>(row.integer(3)), row.small(4), {}});
      },
      sample);
  if (!read) return fail(read);
  auto const judged = connection.query(
      sql::sampled_judgements,
      [&](store::Row const& row) {
        auto const place = row.integer(0);
        auto const pair = std::ranges::lower_bound(all, place, {}, &SamplePair::place);
        if (pair != all.end() && pair->place == place) pair->judgements.emplace_back(row.string(1), row.string(2));
      },
      sample);
  if (!judged) return fail(judged);
  return all;
}

Result<std::optional<Sample>> find_sample(store::Connection& connection, std::string const& id) { return connection.query_one(sql::sample_by_id, &sample_in, id); }

std::optional<std::string> settled(SamplePair const& pair) {
  if (pair.judgements.size() < static_cast<std::size_t>(pair.judges)) return std::nullopt;
  auto const& first = pair.judgements.front().second;
  bool const alike = std::ranges::all_of(pair.judgements, [&](auto const& one) { return one.second == first; });
  return alike ? first : std::string{"cannot-tell"};
}

Json to_json(std::vector<SampleStratum> const& strata) {
  Json all{Json::Array{}};
  for (auto const& one : strata) all.push(Json{}.set("band", one.band).set("linked", one.linked).set("size", one.size).set("drawn", one.drawn));
  return all;
}

std::vector<SampleStratum> told_strata(std::vector<SampleStratum> const& strata) {
  std::vector<SampleStratum> all;
  SampleStratum few{"too-few", false, 0, 0};
  auto const together = told_together(strata);
  for (std::size_t i = 0; i < strata.size(); ++i) {
    if (!together[i]) {
      all.push_back(strata[i]);
      continue;
    }
    few.size += strata[i].size;
    few.drawn += strata[i].drawn;
  }
  if (few.size < fewest_in_band) few.size = few.drawn = 0;
  if (std::ranges::find(together, true) != together.end()) all.push_back(std::move(few));
  return all;
}

Json told_figures(Json const& figures) {
  if (!figures.is_object() || !figures["strata"].is_array()) return figures;
  auto const strata = strata_in(figures["strata"]);
  auto const together = told_together(strata);
  Json list{Json::Array{}};
  std::array<std::int64_t, counts_of_band.size()> few{};
  for (std::size_t i = 0; i < strata.size(); ++i) {
    auto const& one = figures["strata"].array()[i];
    if (!together[i]) list.push(one);
    else for (std::size_t k = 0; k < few.size(); ++k) few[k] += one[counts_of_band[k]].integer();
  }
  if (std::ranges::find(together, true) != together.end()) {
    if (few.front() < static_cast<std::int64_t>(fewest_in_band)) few = {};
    Json json;
    json.set("band", "too-few").set("linked", false);
    for (std::size_t k = 0; k < few.size(); ++k) json.set(std::string{counts_of_band[k]}, few[k]);
    list.push(std::move(json));
  }
  auto told = figures;
  return told.set("strata", std::move(list));
}

std::vector<SampleStratum> strata_in(Json const& json) {
  std::vector<SampleStratum> all;
  for (auto const& one : json.array()) {
    all.push_back({one["band"].string(), one["linked"].boolean(), static_cast<std::uint64_t>(one["size"].integer()), static_cast<std::uint64_t>(one["drawn"].integer())});
  }
  return all;
}

Result<std::vector<Sample>> samples(Hub& hub) {
  std::vector<Sample> all;
  auto const read = hub.database().query(sql::sample_columns, [&](store::Row const& row) { all.push_back(sample_in(row)); });
  if (!read) return fail(read);
  return all;
}

Result<std::vector<Sample>> list_samples(Hub& hub, Member const& member) {
  auto act = sharing::act_of(ledger::Event::access, member, "link-samples");
  auto all = samples(hub);
  if (!all) return all;
  act.count = all->size();
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return all;
}

Json to_json(Sample const& sample) {
  Json json;
  json.set("id", sample.id).set("agency", sample.agency).set("drawn_by", sample.drawn_by).set("drawn_at", sample.drawn_at).set("until", sample.until).set("state", sample.state);
  json.set("model", sample.model_version).set("seed", sample.seed).set("strata", to_json(told_strata(sample.strata))).set("drawn", sample.drawn);
  json.set("judgements", sample.judgements).set("wanted", sample.wanted).set("closed_by", sample.closed_by).set("closed_at", sample.closed_at);
  return json.set("figures", told_figures(sample.figures)).set("ledger_index", sample.ledger_index);
}

Json to_json(BlindPair const& pair) { return to_json(pair.records).set("sample", pair.sample).set("place", pair.place).set("ledger_index", pair.ledger_index); }

Json to_json(Judged const& judged) { return Json{}.set("sample", judged.sample).set("place", judged.place).set("verdict", judged.verdict).set("ledger_index", judged.ledger_index); }

}  // namespace concordat::hub::links
