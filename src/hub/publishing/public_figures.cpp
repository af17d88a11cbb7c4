// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/public_figures.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "hub/publishing/public_maps.h"
#include "hub/release/event_store.h"
#include "hub/release/picture.h"
#include "hub/release/release.h"
#include "protection/cells/perturbation.h"
#include "protection/cells/profile.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql known_by = "SELECT id, key_hash FROM source_record WHERE id BETWEEN ? AND ? AND key_hash IS NOT NULL";

}  // namespace sql

namespace {

/// Of one source: where each of its reports lies, and its key.
struct Placed {
  std::vector<std::int32_t> area = {};  ///< below 0: nowhere in the areas
  std::vector<std::uint8_t> key = {};
};

/// The key goes with the matter, not with the row: a file that is sent again makes new rows of the same reports.
Result<std::vector<std::uint8_t>> keys_of(Hub& hub, Feed const& feed, std::vector<std::int64_t> const& records) {
  std::map<std::int64_t, std::int64_t> known_by;
  if (!records.empty()) {
    auto const [low, high] = std::ranges::minmax(records);
    auto const read = hub.database().query(sql::known_by, [&](store::Row const& row) { known_by.emplace(row.integer(0), row.integer(1)); }, low, high);
    if (!read) return fail(read);
  }
  auto const key = hub.account_key("public-cell-keys");
  protection::RecordKeys const made{key};
  std::vector<std::uint8_t> keys;
  for (auto const record : records) {
    auto const known = known_by.find(record);
    keys.push_back(made.of(known == known_by.end() ? fmt::format("{} record {}", feed.id, record) : fmt::format("{} known by {}", feed.id, known->second)));
  }
  return keys;
}

Result<Placed> placed(Hub& hub, SourceDecision const& source, std::size_t number, EventStore const& events) {
  auto const some = events.of_source(number);
  auto keys = keys_of(hub, *source.feed, some.records());
  if (!keys) return fail(keys);
  return Placed{hub.release_areas()->locator.locate_all(some.x(), some.y()), std::move(*keys)};
}

/// One column of counts, its rows the areas that `row` has; a negative row is not in it.
Result<protection::PublishedTable> published(std::vector<std::string> rows, std::string column, Placed const& reports, std::vector<std::int32_t> const& row_of_area) {
  std::vector<std::uint32_t> row;
  std::vector<std::uint8_t> key;
  for (std::size_t i = 0; i < reports.area.size(); ++i) {
    if (reports.area[i] < 0 || row_of_area[static_cast<std::size_t>(reports.area[i])] < 0) continue;
    row.push_back(static_cast<std::uint32_t>(row_of_area[static_cast<std::size_t>(reports.area[i])]));
    key.push_back(reports.key[i]);
  }
  auto const table = protection::CountTable::of_records({std::move(rows), {std::move(column)}}, row, std::vector<std::uint32_t>(row.size(), 0), key);
  if (!table) return fail(table);
  return protection::publish_by_cell_key(*table);
}

std::optional<std::int64_t> shown(protection::ProtectedCell const& cell, std::int64_t smallest) {
  return cell.value < smallest ? std::nullopt : std::optional{cell.value};
}

class Making {
 public:
  Making(Hub& hub, Granted const& granted, Periods const& periods, std::span<EarlierTable const> earlier)
      : hub_{hub}, granted_{granted}, periods_{periods}, earlier_{earlier}, areas_{hub.release_areas()->stored.set} {
    for (auto const& area : areas_.areas()) {
      bool const big_enough = area.population.value_or(0) >= granted.settings[Setting::public_residents];
      row_of_area_.push_back(big_enough ? static_cast<std::int32_t>(shown_.size()) : -1);
      if (big_enough) shown_.push_back(area.code);
      codes_.push_back(area.code);
    }
  }

  Result<PublicFigures> make() {
    auto const first = periods_.map.first_month();
    auto const events = EventStore::read(hub_, granted_.sources, periods_.coverage, first, Month{first.index + 2});
    if (!events) return fail(events);
    auto const area = hub_.release_areas()->locator.locate_all(events->x(), events->y());
    truth_ = truth_of(granted_, periods_.coverage, periods_.map, *events, area, codes_);
    auto past = told::read_told(hub_.database(), {}, truth_.feeds, truth_.closed_index, vouch_for_releases(hub_));
    if (!past) return fail(past);
    if (auto added = add_middle_areas(hub_, truth_, *past, *events, area); !added) return fail(added);
    told_ = std::move(*past);
    for (std::size_t i = 0; i < granted_.sources.size(); ++i) {
      if (!periods_.coverage.counts(periods_.map, granted_.sources[i].feed->number)) continue;
      auto const reports = placed(hub_, granted_.sources[i], i, *events);
      if (!reports) return fail(reports);
      if (auto done = add(granted_.sources[i], *reports); !done) return fail(done);
    }
    if (auto const small = codes_.size() - shown_.size(); small > 0) {
      made_.left_out.push_back({fmt::format("{} of {} areas", small, codes_.size()), fmt::format("Fewer than {} people live there, or nobody knows how many.", granted_.settings[Setting::public_residents])});
    }
    return std::move(made_);
  }

 private:
  Result<void> add(SourceDecision const& source, Placed const& reports) {
    PublicTable table{std::string{source_name(source.feed_kind).view()}, source.feed->id, source.feed->agency, format_quarter(periods_.map), periods_.coverage.standing.boundaries(),
                      std::max<std::int64_t>(granted_.smallest_group, protection::PerturbationTable::smallest_published), {}};
    auto const name = fmt::format("{}, {}", table.source, table.quarter);
    if (auto done = add_areas(table, name, reports); !done) return done;
    auto const whole = published({"all"}, table.quarter, reports, std::vector<std::int32_t>(codes_.size(), 0));
    if (!whole && whole.error().fault != Fault::refused) return fail(whole);
    if (whole) table.figures.push_back({{}, "All areas together", shown(whole->cells.front(), table.smallest)});
    if (table.figures.empty()) return {};
    std::vector<std::int64_t> counts(codes_.size(), 0);
    for (auto const area : reports.area) counts[static_cast<std::size_t>(std::max(area, 0))] += area >= 0 ? 1 : 0;
    auto const against = stands_against(table, codes_, counts, earlier_);
    if (!against) return fail(against);
    if (*against) {
      made_.left_out.push_back({name, **against});
      return {};
    }
    return add_beside_told(std::move(table), name);
  }

  Result<void> add_beside_told(PublicTable table, std::string const& name) {
    auto beside = stands_beside_told(std::move(table), truth_, told_);
    if (!beside) return fail(beside);
    for (auto const& [what, found] : beside->left_out) leave_out_beside_told(name + what, found);
    if (beside->stays) made_.tables.push_back(std::move(*beside->stays));
    return {};
  }
  /// In what everybody reads there is nothing of what partners were told; the entry of the proposal has it.
  void leave_out_beside_told(std::string what, told::Finding const& found) {
    made_.witnesses.push(Json{}.set("left_out", what).set("reader", found.reader).set("why", found.difference.empty() ? found.words : found.difference).set("figures", found.witness));
    made_.left_out.push_back({std::move(what), found.reader.empty() ? found.words : std::string{"Beside what partners were told, a small number of one area could be worked out from it."}});
  }

  Result<void> add_areas(PublicTable& table, std::string const& name, Placed const& reports) {
    if (shown_.empty()) return {};
    auto const by_area = published(shown_, table.quarter, reports, row_of_area_);
    if (!by_area && by_area.error().fault != Fault::refused) return fail(by_area);
    if (!by_area) {
      made_.left_out.push_back({name + ", by area", std::string{by_area.error().title.view()}});
      return {};
    }
    for (std::size_t i = 0; i < areas_.size(); ++i) {
      if (row_of_area_[i] < 0) continue;
      auto const& cell = by_area->cells[by_area->shape.at(static_cast<std::size_t>(row_of_area_[i]), 0)];
      table.figures.push_back({areas_[i].code, areas_[i].name, shown(cell, table.smallest)});
    }
    return {};
  }

  Hub& hub_;
  Granted const& granted_;
  Periods const& periods_;
  std::span<EarlierTable const> earlier_;
  places::AreaSet const& areas_;
  std::vector<std::string> codes_;
  std::vector<std::string> shown_;
  std::vector<std::int32_t> row_of_area_;
  told::Truth truth_;
  std::vector<told::Telling> told_;  ///< to every agency and to everybody, with the tables of this edition so far
  PublicFigures made_;
};

}  // namespace

Result<PublicFigures> public_figures(Hub& hub, store::Transaction& transaction, GateRequest request, Quarter quarter, std::span<EarlierTable const> earlier) {
  PublicFigures none;
  if (hub.release_areas() == nullptr) {
    none.left_out.push_back({"Figures", "This hub has no boundaries of areas."});
    return none;
  }
  request.table = "violence-rates";
  auto const answer = Gate{hub, transaction}.ask(request);
  if (!answer) return fail(answer);
  if (!*answer) {
    for (auto const& reason : answer->error().reasons) none.left_out.push_back({reason.source.empty() ? std::string{"Figures"} : reason.source, reason.why});
    return none;
  }
  auto const& granted = **answer;
  auto const today = hub.today(transaction);
  if (!today) return fail(today);
  auto const periods = periods_of(hub, granted, format_quarter(quarter), *today);
  if (!periods && periods.error().fault != Fault::refused) return fail(periods);
  if (!periods) {
    none.left_out.push_back({"Figures of " + format_quarter(quarter), std::string{periods.error().title.view()}});
    return none;
  }
  if (!periods->coverage.closed.contains(quarter)) {
    none.left_out.push_back({"Figures of " + format_quarter(quarter), "The quarter is not closed: none of its figures has left yet, or it is being revised."});
    return none;
  }
  if (auto held = hold_settled(hub); !held) return fail(held);
  auto made = Making{hub, granted, *periods, earlier}.make();
  if (!made) return fail(made);
  made->data_version = data_version(periods->coverage, periods->used);
  made->attribution = hub.release_areas()->stored.attribution;
  made->fewest_residents = granted.settings[Setting::public_residents];
  made->settings = granted.settings.words();
  bool const by_area = std::ranges::any_of(made->tables, [](auto const& table) { return std::ranges::any_of(table.figures, [](auto const& figure) { return !figure.code.empty(); }); });
  if (by_area) made->outlines = publishing::outlines_of(hub.release_areas()->stored.set);
  return made;
}

}  // namespace concordat::hub
