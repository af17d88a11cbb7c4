// SPDX-License-Identifier: Apache-2.0
#include "intake/map/suggestion.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "intake/map/expectation.h"
#include "intake/map/spelling.h"

namespace concordat::intake {
namespace {

using catalogue::Catalogue;
using catalogue::Field;

// How much each hint weighs. A known spelling alone is worth a question, a spelling with fitting values is worth a yes.
constexpr double known_spelling = 0.55;
constexpr double part_of_spelling = 0.35;
constexpr double near_spelling = 0.30;
constexpr double values_alone = 0.45;
constexpr double values_among_others = 0.20;
constexpr double values_fit = 0.30;
constexpr double values_do_not_fit = -0.40;
constexpr double supplier_holds_it = 0.12;
constexpr double feed_has_it = 0.15;
constexpr double too_unlikely = 0.20;
constexpr double too_near = 0.10;  ///< two fields nearer than this: only a person can say

constexpr FixedText spelling_reason = "The header is a known spelling of it.";
constexpr FixedText part_reason = "The header ends in a known spelling of it.";
constexpr FixedText near_reason = "The header resembles a known spelling of it.";
constexpr FixedText only_one_left_reason = "No other field of the profile without a column has such values.";
constexpr FixedText one_of_several_reason = "The values look like it, as they do like other fields of the profile.";
constexpr FixedText values_reason = "Only the values suggest it.";
constexpr FixedText fit_reason = "The values look like it.";
constexpr FixedText misfit_reason = "But the values do not look like it.";
constexpr FixedText supplier_reason = "Such a supplier usually holds it.";
constexpr FixedText other_supplier_reason = "But other suppliers usually hold it.";
constexpr FixedText feed_reason = "Files of this kind usually have it.";
constexpr FixedText other_feed_reason = "But files of this kind usually do not have it.";
constexpr FixedText dropped_reason = "It would be dropped at intake and only counted as present or missing.";

enum class Header : std::uint8_t { whole, part, near, none, only_one_left, one_of_several };

ShapeCount values_of(SampleTable const& sample, std::size_t column) {
  auto values = ShapeCount{};
  for (auto const& row : sample.rows) {
    if (column < row.size()) values.add(row[column]);
  }
  return values;
}

class Suggester {
 public:
  Suggester(SampleTable const& sample, SuggestionContext const& context, Catalogue const& catalogue)
      : sample_{sample}, catalogue_{catalogue}, profile_{context.profile}, supplier_{context.supplier_kind},
        feed_{catalogue.feed_kind(context.feed_kind)} {
    if (profile_ != nullptr) known_.emplace(*profile_);
    for (auto const& header : sample.columns) {
      if (auto const field = known_field(header)) claimed_.insert(*field);
    }
  }

  ColumnSuggestion column(std::size_t at) const {
    auto const& header = sample_.columns[at];
    auto const values = values_of(sample_, at);
    auto out = ColumnSuggestion{at, header, {}, false, {}, looks_like(values)};
    for (auto const& [field, how] : candidates(header, values)) {
      auto suggestion = weigh(catalogue_.fields()[field], how, values);
      // A name that is known is worth a question whatever stands under it.
      if (how == Header::whole) suggestion.confidence = std::max(suggestion.confidence, too_unlikely);
      if (suggestion.confidence >= too_unlikely) out.fields.push_back(std::move(suggestion));
    }
    std::stable_sort(out.fields.begin(), out.fields.end(), [](FieldSuggestion const& left, FieldSuggestion const& right) {
      return left.confidence > right.confidence;
    });
    remark(out);
    return out;
  }

 private:
  MaybeField known_field(std::string const& header) const { return known_ ? known_->find(header) : std::nullopt; }

  /// Each field once, with the best that speaks for it.
  std::map<FieldIndex, Header> candidates(std::string const& header, ShapeCount const& values) const {
    auto found = std::map<FieldIndex, Header>{};
    if (auto const field = known_field(header)) return {{*field, Header::whole}};
    for (auto const field : catalogue_.fields_for_header(header)) found.emplace(field, Header::whole);
    if (found.empty()) {
      for (auto const field : by_ending(header)) found.emplace(field, Header::part);
    }
    if (known_) {
      for (auto const field : known_->near(header)) {
        if (!claimed_.contains(field)) found.emplace(field, Header::near);
      }
    }
    for (auto const& field : catalogue_.fields()) {
      auto const expectation = expectation_of(field);
      if (expectation.telling && fit_of(values, expectation) == Fit::good) found.emplace(field.index, Header::none);
    }
    if (found.empty()) return by_values(values);
    return found;
  }

  /// Fields of the profile that no header claims and whose values look like these: dates among dates.
  std::map<FieldIndex, Header> by_values(ShapeCount const& values) const {
    auto found = std::map<FieldIndex, Header>{};
    auto closest = std::map<FieldIndex, Header>{};  // a moment is a moment before it is a date
    if (profile_ == nullptr) return found;
    for (auto const& column : profile_->columns) {
      auto const& field = catalogue_.fields()[column.field];
      if (claimed_.contains(column.field) || field.storage == catalogue::Storage::dropped) continue;
      auto const expectation = expectation_of(field);
      if (fit_of(values, expectation) != Fit::good) continue;
      found.emplace(column.field, Header::one_of_several);
      if (fit_of(values, {{expectation.any.front()}, {}}) == Fit::good) closest.emplace(column.field, Header::one_of_several);
    }
    // Who somebody is is never told by a date alone: a date of birth is asked about, among the others.
    auto const names_somebody = [&](auto const& entry) { return catalogue_.fields()[entry.first].identifies(); };
    if (!std::ranges::all_of(closest, names_somebody)) found = std::move(closest);
    if (found.size() == 1 && !names_somebody(*found.begin())) found.begin()->second = Header::only_one_left;
    return found;
  }

  void remark(ColumnSuggestion& column) const {
    if (column.fields.empty()) {
      column.remark = "Maps to nothing: neither the header nor the values are known. It will be left out.";
      return;
    }
    auto const& best = column.fields.front();
    if (column.fields.size() > 1 && best.confidence - column.fields[1].confidence < too_near) {
      column.ask = true;
      column.remark = "Ask the supplier which of these it is:";
      for (auto const& suggestion : column.fields) {
        if (best.confidence - suggestion.confidence >= too_near) break;
        column.remark += fmt::format(" {};", catalogue_.fields()[suggestion.field].label);
      }
      column.remark.back() = '.';
    } else if (best.confidence < known_spelling) {
      column.ask = true;
      column.remark = "Ask the supplier: this is a weak guess.";
    }
  }

  /// "Victim surname" ends in "surname": the longest known spelling at the end of the header, at a word's start.
  std::span<std::size_t const> by_ending(std::string const& header) const {
    auto folded = catalogue::fold_header(header);
    while (true) {
      auto const gap = folded.find(' ');
      if (gap == std::string::npos) return {};
      folded.erase(0, gap + 1);
      if (folded.size() < 3) return {};
      if (auto const fields = catalogue_.fields_for_header(folded); !fields.empty()) return fields;
    }
  }

  FieldSuggestion weigh(Field const& field, Header header, ShapeCount const& values) const {
    auto confidence = 0.0;
    auto reason = std::string{};
    auto const say = [&](double weight, FixedText text) {
      confidence += weight;
      if (!reason.empty()) reason += ' ';
      reason += text.view();
    };
    if (header == Header::whole) say(known_spelling, spelling_reason);
    if (header == Header::part) say(part_of_spelling, part_reason);
    if (header == Header::near) say(near_spelling, near_reason);
    if (header == Header::none) say(values_alone, values_reason);
    if (header == Header::only_one_left) say(values_alone, only_one_left_reason);
    if (header == Header::one_of_several) say(values_among_others, one_of_several_reason);
    auto const fit = fit_of(values, expectation_of(field));
    if (fit == Fit::good && header < Header::none) say(values_fit, fit_reason);
    if (fit == Fit::poor) say(values_do_not_fit, misfit_reason);
    auto const held_by_all = std::find(field.holders.begin(), field.holders.end(), "all") != field.holders.end();
    if (!supplier_.empty() && !held_by_all) {
      auto const holds = is_held(field);
      say(holds ? supplier_holds_it : -supplier_holds_it, holds ? supplier_reason : other_supplier_reason);
    }
    if (feed_ != nullptr) {
      // What the profile has no place for is not usual, whatever else such files hold.
      auto const has = profile_ != nullptr ? profile_->column_of(field.index) != nullptr
                                           : std::find(feed_->domains.begin(), feed_->domains.end(), field.domain) != feed_->domains.end();
      say(has ? feed_has_it : -feed_has_it, has ? feed_reason : other_feed_reason);
    }
    if (field.storage == catalogue::Storage::dropped) say(0.0, dropped_reason);
    return {field.index, std::clamp(confidence, 0.0, 1.0), std::move(reason)};
  }

  /// A supplier that stands for several kinds of body (a trust of schools) holds what any of them holds.
  bool is_held(Field const& field) const {
    if (catalogue_.covers(field.holders, supplier_)) return true;
    auto const* body = catalogue_.body(supplier_);
    return body != nullptr && body->kind == catalogue::BodyKind::umbrella &&
           std::ranges::any_of(body->members, [&](std::string const& one) { return catalogue_.covers(field.holders, one); });
  }

  SampleTable const& sample_;
  Catalogue const& catalogue_;
  Profile const* profile_;
  std::string supplier_;
  catalogue::FeedKind const* feed_;
  std::optional<KnownSpellings> known_;
  std::set<FieldIndex> claimed_;  // fields that a known header of this file stands for
};

/// How well a whole file fits one profile.
ProfileSuggestion weigh_profile(Profile const& profile, SampleTable const& sample, SuggestionContext const& context,
                                Catalogue const& catalogue) {
  auto const compiled = map_by_headers(profile, sample.columns, catalogue);
  auto missing = std::size_t{0};
  for (auto const& finding : compiled.findings) missing += finding.code == "column-missing" ? 1 : 0;
  auto const known = KnownSpellings{profile};
  auto matched = std::size_t{0};
  auto misfits = std::size_t{0};
  auto ignored = std::size_t{0};
  for (std::size_t column = 0; column < sample.columns.size(); ++column) {
    auto const& header = sample.columns[column];
    auto const found = known.find(header);
    if (!found) {
      ignored += known.ignores(header) ? 1 : 0;
      continue;
    }
    ++matched;
    auto const fit = fit_of(values_of(sample, column), expectation_of(catalogue.fields()[*found]));
    misfits += fit == Fit::poor ? 1 : 0;
  }
  if (matched == 0) return {profile.id, 0.0, {}};
  auto const share = static_cast<double>(matched + ignored) / static_cast<double>(sample.columns.size());
  auto confidence = 0.65 * share + 0.25 / static_cast<double>(1 + 2 * missing) -
                    0.3 * static_cast<double>(misfits) / static_cast<double>(matched);
  auto reason = fmt::format("{} of {} columns have a known spelling.", matched + ignored, sample.columns.size());
  reason += missing == 0 ? " Nothing that the profile needs is missing."
                         : fmt::format(" {} of the columns it needs are missing.", missing);
  if (misfits > 0) reason += fmt::format(" The values of {} columns do not look right.", misfits);
  if (!context.supplier_kind.empty()) {
    auto const sends = catalogue.covers(profile.suppliers, context.supplier_kind);
    confidence += sends ? 0.1 : -0.1;
    reason += sends ? " Such a supplier sends such files." : " But such a supplier does not usually send such files.";
  }
  if (!context.feed_kind.empty()) confidence += context.feed_kind == profile.feed_kind ? 0.1 : -0.2;
  return {profile.id, std::clamp(confidence, 0.0, 1.0), std::move(reason)};
}

}  // namespace

std::vector<ColumnSuggestion> suggest_columns(SampleTable const& sample, SuggestionContext const& context,
                                              Catalogue const& catalogue) {
  auto const suggester = Suggester{sample, context, catalogue};
  auto out = std::vector<ColumnSuggestion>{};
  for (std::size_t column = 0; column < sample.columns.size(); ++column) out.push_back(suggester.column(column));
  return out;
}

std::vector<ProfileSuggestion> suggest_profiles(SampleTable const& sample, SuggestionContext const& context,
                                                LoadedProfiles const& profiles, Catalogue const& catalogue) {
  auto out = std::vector<ProfileSuggestion>{};
  for (auto const& profile : profiles.profiles) {
    auto suggestion = weigh_profile(profile, sample, context, catalogue);
    if (suggestion.confidence >= too_unlikely) out.push_back(std::move(suggestion));
  }
  std::stable_sort(out.begin(), out.end(), [](ProfileSuggestion const& left, ProfileSuggestion const& right) {
    return left.confidence > right.confidence;
  });
  return out;
}

}  // namespace concordat::intake
