// SPDX-License-Identifier: Apache-2.0
#include "hub/release/filter.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/quarters/settled.h"
#include "places/compare/british_clock.h"
#include "protection/history/crossing.h"

namespace concordat::hub {
namespace {

using By = catalogue::LookFilter::By;

constexpr std::string_view before_part = ", only ";
constexpr std::string_view and_part = "+";
constexpr std::string_view with_way = ":";  // as an entry of the ledger may have it
constexpr int minutes_of_hour = 60;
constexpr std::int64_t minutes_of_a_day = 24 * 60;
constexpr std::array<std::string_view, 6> way_words{"category", "method", "source", "weekday", "hour", "age"};

std::string_view word_of(By by) { return way_words[static_cast<std::size_t>(by)]; }

bool in_hours(std::vector<std::string> const& stretches, int hour) {
  return std::ranges::any_of(stretches, [hour](std::string const& stretch) {
    auto const hours = catalogue::hours_in(stretch);
    if (!hours) return false;
    auto const [from, until] = *hours;
    return from < until ? hour >= from && hour < until : hour >= from || hour < until;
  });
}

bool on_days(std::vector<std::string> const& days, std::int64_t minute) {
  auto const day = (minute - (minute % minutes_of_a_day + minutes_of_a_day) % minutes_of_a_day) / minutes_of_a_day;
  auto const weekday = static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);  // 1 January 1970 was a Thursday; 0 is Monday
  return std::ranges::find(days, catalogue::weekday_words()[weekday]) != days.end();
}

/// Whether the whole stretch in which it happened is in the part: what may lie outside is not told apart.
bool is_at_time(catalogue::FilterPart const& part, By by, StoredReport const& report) {
  if (!report.starts || report.minutes >= minutes_of_a_day) return false;
  // On the wall, as the clock of the week has it, in whatever zone a source writes.
  auto const first = *report.starts + places::british_offset(*report.starts);
  auto const last = first + std::max(report.minutes - 1, 0);
  if (by == By::weekday) return on_days(part.is, first) && on_days(part.is, last);
  for (auto minute = first;; minute = std::min(minute + minutes_of_hour, last)) {
    auto const of_day = (minute % minutes_of_a_day + minutes_of_a_day) % minutes_of_a_day;
    if (!in_hours(part.is, static_cast<int>(of_day / minutes_of_hour))) return false;
    if (minute == last) return true;
  }
}

/// Whether all ages that the band may be of are in the part. "10-17", "25+"; nothing told is in none.
bool is_of_ages(catalogue::FilterPart const& part, std::string_view band) {
  if (band.empty()) return false;
  auto const ages = band.ends_with('+') ? catalogue::ages_in(fmt::format("{}-{}", band.substr(0, band.size() - 1), catalogue::oldest_age)) : catalogue::ages_in(band);
  return ages && std::ranges::any_of(part.is, [&](std::string const& stretch) {
    auto const within = catalogue::ages_in(stretch);
    return within && within->first <= ages->first && ages->second <= within->second;
  });
}

bool is_in(catalogue::FilterPart const& part, By by, StoredReport const& report, std::string_view feed_kind) {
  switch (by) {
    case By::category: return std::ranges::find(part.is, report.category) != part.is.end();
    case By::method: return std::ranges::find(part.is, text::ascii_lower(text::trim(report.method))) != part.is.end();
    case By::source: return std::ranges::find(part.is, feed_kind) != part.is.end();
    case By::weekday:
    case By::hour: return is_at_time(part, by, report);
    case By::age: return is_of_ages(part, report.age_band);
  }
  return false;
}

std::string print_of(catalogue::LookFilter const& filter) {
  std::string all{word_of(filter.by)};
  if (filter.by == By::weekday || filter.by == By::hour) all += "\non the wall";
  for (auto const& part : filter.parts) {
    auto words = part.is;
    std::ranges::sort(words);
    all += fmt::format("\n{}: {}", part.id, fmt::join(words, "\t"));
  }
  return crypto::to_hex(crypto::sha256(all));
}

std::optional<ChosenPart> one_part_named(catalogue::Definitions const& definitions, std::string_view id) {
  for (auto const& filter : definitions.look_filters) {
    for (std::size_t number = 0; number < filter.parts.size(); ++number) {
      if (filter.parts[number].id == id) return ChosenPart{&filter, number};
    }
  }
  return std::nullopt;
}

/// The one whose way comes first is the first, so that nothing hangs on the order of the two in a file or a question.
ChosenPart crossing_of(ChosenPart const& one, ChosenPart const& other) {
  auto const& [first, second] = one.filter->by < other.filter->by ? std::tie(one, other) : std::tie(other, one);
  return {first.filter, first.number, second.filter, second.number};
}

/// Those that are told of whole areas, and maps. Not what is told source by source.
bool crosses(TableKind kind) {
  return kind == TableKind::area_quarter || kind == TableKind::change || kind == TableKind::scan || kind == TableKind::funnel || kind == TableKind::week_clock || kind == TableKind::hotspots;
}

/// What is settled of two filters that are crossed: "method:hour".
std::string pair_word(ChosenPart const& part) { return fmt::format("{}{}{}", word_of(part.filter->by), with_way, word_of(part.crossed->by)); }

/// Of all pairs that anything left of, whatever list they were on.
Result<void> closes_no_ring(store::Connection& connection, ChosenPart const& part, std::span<Quarter const> quarters) {
  auto const word = pair_word(part);
  for (auto const quarter : quarters) {
    auto const ways = ways_of(connection, quarter);
    if (!ways) return fail(ways);
    if (std::ranges::find(*ways, word) != ways->end()) continue;
    std::vector<catalogue::FilterPair> pairs{{std::string{word_of(part.filter->by)}, std::string{word_of(part.crossed->by)}}};
    for (auto const& way : *ways) {
      if (auto const at = way.find(with_way); at != std::string::npos) pairs.push_back({way.substr(0, at), way.substr(at + with_way.size())});
    }
    if (!catalogue::closes_ring(pairs)) continue;
    return fail(Fault::refused, "release.filter-ring",
                "Other pairs of filters were given out of one of these quarters, under another list of pairs: with this one they lead from a filter back to itself, and all of them together "
                "would tell small numbers.",
                "Ask for one of the two parts, or for a quarter of which no such pair was given out yet; definitions/filters.yaml can have for these quarters what it had.");
  }
  return {};
}

std::string of_feed(std::string_view feed_kind, std::string_view police, std::string_view emergency, std::string_view ambulance) {
  if (feed_kind.starts_with("police")) return std::string{police};
  if (feed_kind == "ed_istv") return std::string{emergency};
  if (feed_kind == "ambulance_calls") return std::string{ambulance};
  return {};
}

}  // namespace

std::string ChosenPart::id() const {
  auto const& first = filter->parts[number].id;
  return crossed == nullptr ? first : fmt::format("{}{}{}", first, and_part, crossed->parts[crossed_number].id);
}

std::string ChosenPart::title() const {
  auto const first = fmt::format("{}: {}", filter->title, filter->parts[number].title);
  return crossed == nullptr ? first : fmt::format("{}; {}: {}", first, crossed->title, crossed->parts[crossed_number].title);
}

std::string ChosenPart::filter_id() const { return crossed == nullptr ? filter->id : fmt::format("{}{}{}", filter->id, and_part, crossed->id); }

std::optional<ChosenPart> part_named(catalogue::Definitions const& definitions, std::string_view id) {
  if (auto const at = id.find_first_of("+ "); at != std::string_view::npos) {
    auto const one = one_part_named(definitions, id.substr(0, at));
    auto const other = one_part_named(definitions, id.substr(at + 1));
    if (!one || !other || one->filter == other->filter) return std::nullopt;
    return crossing_of(*one, *other);
  }
  return one_part_named(definitions, id);
}

bool is_on_the_list(catalogue::Definitions const& definitions, ChosenPart const& part) {
  return !part.is_crossing() || std::ranges::any_of(definitions.crossed_filters, [&](catalogue::FilterPair const& pair) {
    return (pair.first == part.filter->id && pair.second == part.crossed->id) || (pair.first == part.crossed->id && pair.second == part.filter->id);
  });
}

std::string pairs_in_words(catalogue::Definitions const& definitions) {
  std::vector<std::string> words;
  auto const title = [&](std::string const& id) { return std::ranges::find(definitions.look_filters, id, &catalogue::LookFilter::id)->title; };
  for (auto const& pair : definitions.crossed_filters) words.push_back(fmt::format("{} with {}", title(pair.first), title(pair.second)));
  return fmt::format("{}", fmt::join(words, "; "));
}

std::vector<ChosenPart> cells_of(catalogue::Definitions const& definitions, catalogue::FilterPair const& pair) {
  auto const of = [&](std::string const& id) { return &*std::ranges::find(definitions.look_filters, id, &catalogue::LookFilter::id); };
  std::vector<ChosenPart> cells;
  for (std::size_t first = 0; first < of(pair.first)->parts.size(); ++first) {
    for (std::size_t second = 0; second < of(pair.second)->parts.size(); ++second) cells.push_back(crossing_of({of(pair.first), first}, {of(pair.second), second}));
  }
  return cells;
}

bool takes_part(TableKind kind, By by) {
  switch (kind) {
    case TableKind::area_quarter:
    case TableKind::change:
    case TableKind::scan:
    case TableKind::funnel:
    case TableKind::near_repeat:
    case TableKind::space_time: return catalogue::is_of_counts(by);
    case TableKind::hotspots: return true;
    case TableKind::week_clock: return by == By::category || by == By::method;
    default: return false;
  }
}

bool takes_part(TableKind kind, ChosenPart const& part) {
  if (!takes_part(kind, part.filter->by)) return false;
  return !part.is_crossing() || (takes_part(kind, part.crossed->by) && crosses(kind));
}

FixedText why_no_part(TableKind kind, ChosenPart const& part) {
  if (!takes_part(kind, part.filter->by)) return why_no_part(kind, part.filter->by);
  if (part.is_crossing() && !takes_part(kind, part.crossed->by)) return why_no_part(kind, part.crossed->by);
  return "It is not offered for two filters together: it is told source by source, and of two parts of one source too few reports are left.";
}

FixedText why_no_part(TableKind kind, By by) {
  switch (kind) {
    case TableKind::contrast: return "A contrast compares what two sources know of all they report; of a part the departments' eight reports would be the police's to work out.";
    case TableKind::signals:
    case TableKind::patterns: return "It holds counts of each source and period of the whole area: less a part, one source's rest would be told.";
    case TableKind::forecast: return "A forecast is tried on a quarter of its own; of a part few reports are left to try it on.";
    case TableKind::around: return "Few places with few reports each: of a part by itself, the rest at a single place would be told.";
    case TableKind::picture:
    case TableKind::rates:
    case TableKind::map: return "It is of all reports; the looks it is made of may be of a part.";
    case TableKind::near_repeat:
    case TableKind::space_time:
      if (by == By::source) return "It is told source by source as it is.";
      break;
    case TableKind::week_clock: return "It is a table of hours and days, and sources' days are told beside it: less a part by time or source, a small number would be left.";
    default: break;
  }
  return "What all sources reported in an area, less what one of them did, would tell a small number of the others: whole quarters of each source are told for the whole area.";
}

std::string field_of_part(std::string_view feed_kind, By by) {
  auto const prefix = of_feed(feed_kind, "police", "istv", "ambulance");
  if (prefix.empty()) return {};
  switch (by) {
    case By::category: return prefix + ".count_by_category";
    case By::method: return prefix + ".count_by_method";
    case By::weekday:
    case By::hour: return prefix + ".count_by_weekday_hour";
    case By::age: return prefix + ".count_by_age_band";
    case By::source: return {};
  }
  return {};
}

std::string row_field_of_part(std::string_view feed_kind, By by) {
  if (by == By::category) return of_feed(feed_kind, "police.violence_category", "", "ambulance.call_category");
  if (by == By::method) return of_feed(feed_kind, "police.violence_method", "istv.assault_method", "ambulance.call_method");
  if (by == By::age) return of_feed(feed_kind, "police.violence_age_band", "istv.age_band", "ambulance.call_age_band");
  return {};
}

std::uint16_t part_of(catalogue::LookFilter const& filter, StoredReport const& report, std::string_view feed_kind) {
  std::size_t number = 0;
  while (number + 1 < filter.parts.size() && !is_in(filter.parts[number], filter.by, report, feed_kind)) ++number;
  return static_cast<std::uint16_t>(number);
}

std::uint16_t cell_of(ChosenPart const& part, StoredReport const& report, std::string_view feed_kind) {
  auto const first = part_of(*part.filter, report, feed_kind);
  return part.crossed == nullptr ? first : static_cast<std::uint16_t>(first + part.filter->parts.size() * part_of(*part.crossed, report, feed_kind));
}

Result<bool> settle_part(Hub& hub, store::Transaction& transaction, ChosenPart const& part, std::span<Quarter const> quarters, std::uint64_t index) {
  std::vector<WayToSettle> ways{{std::string{word_of(part.filter->by)}, print_of(*part.filter)}};
  if (part.is_crossing()) {
    if (auto checked = closes_no_ring(transaction.connection(), part, quarters); !checked) return fail(checked);
    ways.push_back({std::string{word_of(part.crossed->by)}, print_of(*part.crossed)});
    ways.push_back({pair_word(part), crypto::to_hex(crypto::sha256(ways[0].fingerprint + ways[1].fingerprint))});
  }
  return settle_ways(hub, transaction, ways, quarters, index);
}

std::vector<std::uint8_t> withheld_beside(ChosenPart const& part, protection::CountParts const& counts, protection::SmallNumberRule const& rule) {
  return part.is_crossing() ? protection::withheld_cells(counts, rule) : protection::withheld_parts(counts, rule);
}

Result<void> check_parts(ChosenPart const& part, protection::CountParts const& counts, std::span<std::uint8_t const> withheld, protection::SmallNumberRule const& rule) {
  auto const told = part.is_crossing() ? protection::audit_crossing(counts, withheld, rule) : protection::audit_parts(counts, withheld, rule);
  if (!told) return fail(told);
  if (told->empty()) return {};
  return fail(Fault::refused, "release.part-tells",
              "What is told of all reports, less the parts that are shown, would tell a small number of one area and quarter; the witness is the count of all reports there and the "
              "counts of its parts.",
              "Ask for the table without a part; whoever keeps definitions/filters.yaml can take the reports of later quarters apart in another way.");
}

std::string with_part(std::string period, std::optional<ChosenPart> const& part) {
  if (part) period += std::string{before_part} + part->id();
  return period;
}

std::string part_in(std::string_view period) {
  auto const at = period.rfind(before_part);
  return at == std::string_view::npos ? std::string{} : std::string{period.substr(at + before_part.size())};
}

}  // namespace concordat::hub
