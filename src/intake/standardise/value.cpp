// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/value.h"

#include <algorithm>
#include <array>
#include <utility>

#include "intake/standardise/standardisers.h"

namespace concordat::intake {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, Standardiser>, 38> by_name{{
    {"address"sv, standardise::address},
    {"area_code"sv, standardise::area_code},
    {"asn"sv, standardise::asn},
    {"boolean"sv, standardise::boolean},
    {"code"sv, standardise::code},
    {"crn"sv, standardise::crn},
    {"cro"sv, standardise::cro},
    {"date"sv, standardise::date},
    {"datetime"sv, standardise::datetime},
    {"decimal"sv, standardise::decimal},
    {"easting"sv, standardise::easting},
    {"email"sv, standardise::email},
    {"free_text"sv, standardise::free_text},
    {"full_name"sv, standardise::full_name},
    {"gridref"sv, standardise::gridref},
    {"integer"sv, standardise::integer},
    {"latitude"sv, standardise::latitude},
    {"longitude"sv, standardise::longitude},
    {"month"sv, standardise::month},
    {"name"sv, standardise::name},
    {"nhs_number"sv, standardise::nhs_number},
    {"nino"sv, standardise::nino},
    {"noms"sv, standardise::noms},
    {"northing"sv, standardise::northing},
    {"outward_postcode"sv, standardise::outward_postcode},
    {"phone"sv, standardise::phone},
    {"place_words"sv, standardise::free_text},
    {"pnc"sv, standardise::pnc},
    {"postcode"sv, standardise::postcode},
    {"ptiurn"sv, standardise::ptiurn},
    {"role"sv, standardise::role},
    {"school_urn"sv, standardise::school_urn},
    {"sex"sv, standardise::sex},
    {"text"sv, standardise::text},
    {"time"sv, standardise::time},
    {"uln"sv, standardise::uln},
    {"upn"sv, standardise::upn},
    {"uprn"sv, standardise::uprn},
}};
static_assert(std::ranges::is_sorted(by_name, {}, [](auto const& entry) { return entry.first; }));

constexpr auto names = [] {
  std::array<std::string_view, by_name.size()> out{};
  std::ranges::transform(by_name, out.begin(), [](auto const& entry) { return entry.first; });
  return out;
}();

constexpr std::array<FixedText, 11> area_kinds{"any",          "output_area", "lsoa",   "msoa",
                                               "ward",         "district",    "county", "region",
                                               "police_force", "country",     "other"};

struct ChangeWords {
  Change change = Change::none;
  FixedText words;
};

constexpr std::array<ChangeWords, 16> change_words{{
    {Change::trimmed, "space at the ends removed"},
    {Change::case_changed, "capitals changed"},
    {Change::spaces, "spaces changed"},
    {Change::reordered, "parts put in order"},
    {Change::expanded_year, "century added"},
    {Change::punctuation, "punctuation changed"},
    {Change::zeros, "leading zeros changed"},
    {Change::mapped, "word replaced by the standard one"},
    {Change::from_serial, "read from a spreadsheet's day number"},
    {Change::zone_assumed, "time read as London time"},
    {Change::seconds_dropped, "seconds left out"},
    {Change::date_form, "date or time written the standard way"},
    {Change::prefix, "title or code in front changed"},
    {Change::cut, "a part the field does not hold left out"},
    {Change::characters, "characters replaced"},
    {Change::unit, "brought into the unit it is kept in"},
}};

}  // namespace

Standardiser standardiser(std::string_view name) {
  auto const* const found =
      std::ranges::lower_bound(by_name, name, {}, [](auto const& entry) { return entry.first; });
  return found != by_name.end() && found->first == name ? found->second : nullptr;
}

std::span<std::string_view const> standardiser_names() {
  return names;
}

FixedText name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::changed:
      return "changed";
    case Verdict::review:
      return "review";
    case Verdict::invalid:
      return "invalid";
    case Verdict::placeholder:
      return "placeholder";
    case Verdict::missing:
      return "missing";
  }
  return "";
}

FixedText name_of(Precision precision) {
  switch (precision) {
    case Precision::unknown:
      return "unknown";
    case Precision::month:
      return "month";
    case Precision::day:
      return "day";
    case Precision::hour:
      return "hour";
    case Precision::minute:
      return "minute";
  }
  return "";
}

FixedText name_of(AreaKind kind) {
  return area_kinds[static_cast<std::size_t>(kind)];
}

std::optional<AreaKind> area_kind(std::string_view name) {
  for (std::size_t at = 0; at < area_kinds.size(); ++at) {
    if (area_kinds[at].view() == name) return static_cast<AreaKind>(at);
  }
  return std::nullopt;
}

std::vector<FixedText> words_for(std::uint32_t changes) {
  std::vector<FixedText> out;
  for (auto const& [change, words] : change_words) {
    if ((changes & static_cast<std::uint32_t>(change)) != 0) out.push_back(words);
  }
  return out;
}

}  // namespace concordat::intake
