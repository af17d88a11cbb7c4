// SPDX-License-Identifier: Apache-2.0
#include "catalogue/load.h"

#include "catalogue/keeping.h"
#include "catalogue/products.h"
#include "catalogue/review_terms.h"
#include "catalogue/unit_costs.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace concordat::catalogue {
namespace {

std::string_view words_for(Reference::To to) {
  switch (to) {
    case Reference::To::field: return "field";
    case Reference::To::body: return "body";
    case Reference::To::purpose: return "purpose";
    case Reference::To::domain: return "domain";
    case Reference::To::exclusion: return "exclusion";
  }
  return "thing";
}

std::string_view home_of(Reference::To to) {
  switch (to) {
    case Reference::To::field:
    case Reference::To::domain: return "fields.csv";
    case Reference::To::body: return "bodies.csv";
    case Reference::To::purpose: return "purposes.yaml";
    case Reference::To::exclusion: return "the exclusions of gateways.yaml";
  }
  return "the definitions";
}

}  // namespace

void take_filter_pair(Loading& loading, std::vector<std::string> const& ids, Place const& place) {
  auto const refuse = [&](std::string_view code, std::string const& message, std::string remedy) { Remarks{place.file, loading.findings}.error(code, place.line, place.column, message, std::move(remedy)); };
  if (ids.size() != 2) return refuse("pair-of-two", fmt::format("the pair names {} filters", ids.size()), "Name two: three together would be told from their crossings.");
  if (ids[0] == ids[1]) return refuse("pair-of-itself", fmt::format("'{}' is paired with itself", ids[0]), "Name two different filters: no report is in two parts of one.");
  auto const& filters = loading.definitions.look_filters;
  for (auto const& id : ids) {
    auto const filter = std::ranges::find(filters, id, &LookFilter::id);
    if (filter == filters.end()) return refuse("pair-unknown", fmt::format("there is no filter '{}'", id), "Name two filters of this file by their ids.");
    if (!is_of_counts(filter->by)) return refuse("pair-uncounted", fmt::format("no counts are told of a part by '{}'", id), "Name two filters that counts of areas may be of: not the one by source.");
  }
  auto& pairs = loading.definitions.crossed_filters;
  pairs.push_back({ids[0], ids[1]});
  if (!closes_ring(pairs)) return;
  pairs.pop_back();
  refuse("pair-ring", fmt::format("'{}' and '{}' lead back to each other by the pairs before", ids[0], ids[1]), "Leave one pair of the ring out: all pairs of a ring together would tell small numbers.");
}

void claim(Loading& loading, std::string_view kind, std::string const& id, Place const& place) {
  if (id.empty()) return;  // an empty id has its own finding
  auto const [taken, fresh] = loading.taken.emplace(fmt::format("{} {}", kind, id), place);
  if (fresh) return;
  Remarks{place.file, loading.findings}.error(
      "duplicate-id", place.line, place.column,
      fmt::format("the {} '{}' is already defined on line {} of {}", kind, id, taken->second.line, taken->second.file),
      "Take one of the two away, or give it another name.");
}

void check_references(Loading& loading) {
  auto domains = std::set<std::string>{};
  for (auto const& field : loading.definitions.fields) domains.insert(field.domain);
  for (auto const& reference : loading.references) {
    auto const known = [&] {
      if (reference.to == Reference::To::domain) return domains.contains(reference.name);
      if (reference.to == Reference::To::exclusion) {
        return std::find(loading.exclusions.begin(), loading.exclusions.end(), reference.name) !=
               loading.exclusions.end();
      }
      return loading.taken.contains(fmt::format("{} {}", words_for(reference.to), reference.name));
    }();
    if (known) continue;
    Remarks{reference.place.file, loading.findings}.error(
        fmt::format("unknown-{}", words_for(reference.to)), reference.place.line, reference.place.column,
        fmt::format("no {} '{}' is defined", words_for(reference.to), reference.name),
        fmt::format("Correct the spelling, or define it in {}.", home_of(reference.to)));
  }
  for (auto const form : {Form::aggregate, Form::depersonalised, Form::pseudonymised, Form::personalised}) {
    if (loading.definitions.form_titles.contains(form)) continue;
    Remarks{loading.folder + "/forms.yaml", loading.findings}.error(
        "missing-form", 0, 0, fmt::format("the form '{}' is not described", name_of(form)), "Add it.");
  }
}

LoadedCatalogue Catalogue::load(std::string const& folder) {
  auto loading = Loading{};
  loading.folder = folder;
  load_fields(loading);
  load_bodies(loading);
  load_gateways(loading);
  load_words(loading);
  load_code_lists(loading);
  load_returns(loading);
  load_units(loading);
  load_test_vectors(loading);
  check_references(loading);
  auto loaded = LoadedCatalogue{{}, std::move(loading.findings)};
  if (!has_errors(loaded.findings)) loaded.catalogue = from(std::move(loading.definitions));
  return loaded;
}

DefinitionsReport check(std::string const& folder) {
  auto const loaded = Catalogue::load(folder);
  auto report = DefinitionsReport{{}, loaded.findings};
  auto const keeping = load_keeping(folder);
  report.findings.insert(report.findings.end(), keeping.findings.begin(), keeping.findings.end());
  auto const review = load_review_terms(folder);
  report.findings.insert(report.findings.end(), review.findings.begin(), review.findings.end());
  auto const products = load_products(folder);
  report.findings.insert(report.findings.end(), products.findings.begin(), products.findings.end());
  auto const costs = load_unit_costs(folder);
  report.findings.insert(report.findings.end(), costs.findings.begin(), costs.findings.end());
  auto const& all = loaded.catalogue.definitions();
  auto synonyms = std::set<std::string>{};
  auto folded = std::map<std::string, std::set<std::size_t>>{};
  for (auto const& field : all.fields) {
    for (auto const& synonym : field.synonyms) {
      synonyms.insert(text::ascii_lower(synonym));
      if (auto const key = fold_header(synonym); !key.empty()) folded[key].insert(field.index);
    }
  }
  report.counts = {{"fields", all.fields.size()},
                   {"synonyms", synonyms.size()},
                   {"ambiguous synonyms", static_cast<std::size_t>(std::count_if(folded.begin(), folded.end(),
                        [](auto const& entry) { return entry.second.size() > 1; }))},
                   {"bodies", all.bodies.size()},
                   {"gateways", all.gateways.size()},
                   {"purposes", all.purposes.size()},
                   {"forms", all.form_titles.size()},
                   {"subject roles", all.subject_roles.size()},
                   {"member roles", all.member_roles.size()},
                   {"refusal codes", all.refusals.size()},
                   {"event categories", all.event_categories.size()},
                   {"filters", all.look_filters.size()},
                   {"code lists", all.code_lists.size()},
                   {"feed kinds", all.feed_kinds.size()},
                   {"prescribed returns", all.returns.size()},
                   {"kinds that are kept", keeping.rules.size()},
                   {"products", products.products.size()},
                   {"unit costs", costs.costs.size()},
                   {"measured fields", static_cast<std::size_t>(std::ranges::count_if(
                        all.fields, [](Field const& field) { return !field.units.empty(); }))},
                   {"control profiles", all.control_profiles.size()},
                   {"identifier test vectors", all.test_vectors.size()}};
  return report;
}

}  // namespace concordat::catalogue
