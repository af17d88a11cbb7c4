// SPDX-License-Identifier: Apache-2.0
// Whoever draws a granted table; for picture.cpp and picture_*.cpp alone.
#pragma once

#include <memory>

#include "hub/release/event_store.h"
#include "hub/release/picture.h"
#include "hub/snap/tables.h"
#include "intake/standardise/projection.h"
#include "places/counts.h"
#include "places/spatial/rings.h"
#include "places/spatial/study_area.h"
#include "protection/classed_map.h"
#include "protection/looks/change.h"
#include "protection/looks/hot_map.h"
#include "protection/looks/signals.h"
#include "protection/protected_table.h"
#include "render/maps.h"
#include "render/report.h"
#include "render/tables.h"

namespace concordat::hub {

inline constexpr double map_bandwidth_metres = 500;  ///< within which reports must lie near a square; density may be smoothed farther
inline constexpr std::string_view no_domestic_nearness = "What its source calls domestic is left out: it is looked at by no place it lies near.";
inline constexpr std::string_view private_places_limit =
    "Maps of squares leave out what was reported at homes, care homes, schools, hostels, refuges and hospitals, at any other kind of place that is "
    "not known to be public, what its source calls domestic, and what a source that tells kinds of place tells none of. Tables by area count it.";

/// The place in the list of the source of that kind of feed; nothing where there is none.
[[nodiscard]] std::optional<std::size_t> source_of(Granted const& granted, std::string_view feed_kind);
[[nodiscard]] std::optional<std::size_t> source_of_police(Granted const& granted);
/// In the picture beside the table of quarters, whose last it is; by itself the one that was asked for.
[[nodiscard]] Quarter rates_quarter(TableKind kind, Periods const& all);
/// "2025-Q1 to 2026-Q3", or the one quarter.
[[nodiscard]] std::string quarters_text(Periods const& all);

class MapReports;

class Artist {
 public:
  Artist(Hub& hub, Granted const& granted, Periods periods, render::About about, ReleaseAreas const& areas,
         protection::SmallNumberRule rule, intake::Projector projector, Handling handling)
      : hub_{hub},
        granted_{granted},
        periods_{std::move(periods)},
        areas_{areas},
        rule_{rule},
        projector_{std::move(projector)},
        handling_{handling},
        about_{std::move(about)},
        not_own_{not_own()} {}

  Result<Drawing> draw();

  /// Reports of a map, and what the smallest group is held against beside them.
  struct MapEvents {
    EventStore events;
    std::optional<EventStore> of_others = {};  ///< nothing: the events
    std::vector<EventStore> rest = {};         ///< of each of which as many must lie near; empty where the events are no part
  };

 private:
  Result<void> load();
  /// For whoever works out that part: asks the watch, where there is one.
  GoOn go_on(FixedText part) const;
  /// What `make` answers, or what it answered to the same in a drawing before this one.
  template <class T, class Make>
  Result<T> worked_out(Given const& given, Make const& make) const {
    return handling_.workings == nullptr ? Result<T>{make()} : handling_.workings->of<T>(given, make);
  }
  /// For a map of `months`, under the settings of this hub.
  protection::MapOptions map_options(std::string title, int months) const;
  /// As protection::hot_map.
  Result<protection::HotMap> hot_squares(places::ReportedEvents const& events, places::StudyArea const& area, protection::MapOptions const& options) const;
  Result<void> describe_sources();
  /// Among the limits: what was delivered in part and is left out, and first months that nothing could be held against.
  void tell_delivery();
  /// Beside the coverage, in every file: of how many reports of a source nothing but the arrival says when it happened.
  Result<void> tell_arrivals();
  /// "under a quarter", one a source; empty where the source is none that says when people arrived.
  Result<std::vector<std::string>> shares_before_arrival(EventStore const& events) const;
  /// What nearness in time leaves out, in words.
  Result<void> say_left_out(EventStore const& events, std::vector<render::Finding>& findings) const;
  /// One number a source: 0 where the reader's own agency reported it. Empty where the reader is not one of several that count: who reported
  /// nothing knows nothing of it, who reported everything learns nothing.
  std::vector<std::uint8_t> not_own() const;
  /// How counts are hidden from this reader.
  FixedText method() const { return not_own_.empty() ? rule_.method() : protection::SmallNumberRule::method_beside_own(); }
  /// Whether that source of the list counts in all quarters of the table.
  bool is_counted(std::size_t source) const;
  /// What was drawn, beside all that the reader was told before and what is public. "release.would-tell", and why in the handling.
  Result<void> hold_beside_told() const;
  /// Why squares of these quarters may not leave beside records that the reader has; nothing where they may.
  Result<std::optional<told::Finding>> beside_records() const;
  Result<void> area_table();
  Result<void> rates_table();
  Result<void> week_table();
  Result<void> map();
  /// The part of an analyst's look that the table is; nothing for the other tables.
  Result<void> look();
  Result<void> patterns();
  Result<void> hotspots();
  Result<void> change();
  void draw_change_beside(protection::BesideTable const& beside, std::string const& period);
  Result<void> contrast();
  Result<void> near_repeat();
  Result<void> space_time();
  Result<void> scan();
  Result<void> funnel();
  Result<void> signals();
  /// Reports of each source by month, for the whole area.
  Result<std::vector<protection::SourceMonths>> months_by_source(Month first, Month last) const;
  /// Factors of the months of the year, where there are three whole years; else it says so.
  Result<void> seasons(std::vector<render::Finding>& findings);
  Result<void> forecast();
  Result<void> around();
  /// A whole calendar year where there is one, else the quarter of the map: single quarters are small numbers.
  std::pair<Month, Month> year_or_quarter() const;
  using Rings = std::vector<places::PlaceRing>;
  /// Of all reports, and of those that the reader did not make; the second is empty where there are none.
  Result<std::pair<Rings, Rings>> rings_of(EventStore const& events, std::vector<places::Point> const& points, std::vector<places::Point> const& study) const;
  /// A table of verdicts of the whole area, as a file and a part of the report.
  void add_words(std::string const& id, protection::WordTable const& table, std::string lead);
  /// How the squares went over the last complete quarters, `newest` the map of the last; a finding, or nothing where there are fewer than five.
  Result<std::optional<render::Finding>> hot_over_time(places::StudyArea const& area, protection::HotMap const& newest, protection::MapOptions options);
  /// Names of the areas in which squares of that class have their centres.
  std::string areas_of(protection::ClassedMap const& map, std::uint8_t number) const;
  void draw_squares(protection::ClassedMap const& map, std::string const& period, render::MapText const& text, std::string lead);
  Result<void> completeness();
  /// "Police"; with its agency where another source is called so too: departments are told apart by whose they are.
  std::string source_title(std::size_t source) const;
  Result<void> weekdays();
  /// Adds the summary that goes before everything else.
  void say(std::vector<render::Finding> const& findings, FixedText method);
  /// Reports of the months, and where each lies.
  struct Located {
    EventStore events;
    std::vector<std::int32_t> area;
  };
  Result<Located> located(Month first, Month last);
  /// Each month of these in bands, where all reports are told and no part of them. REQUIRES: whole quarters that are complete.
  Result<void> completeness_by_month(Located const& all, Month first, Month last);
  /// Those of the months that lie in the area: whoever is outside it is not in everybody's data.
  Result<EventStore> inside(Month first, Month last);
  /// Those of them that a map may be drawn of.
  Result<EventStore> drawable(Month first, Month last);
  /// The tables of published points of the quarters that are drawn; and what readers of maps should know of what is on them, and where.
  Result<void> take_points();
  /// Each where the table of its quarter has it, without those that it has nowhere.
  EventStore on_points(EventStore const& events) const;
  /// Whether the table has a map of squares.
  bool draws_squares() const;
  render::About about(std::string_view title, std::string period, FixedText method) const;
  render::ToDegrees to_degrees();
  void add(std::string name, std::string media_type, std::string content) {
    drawing_.files.push_back({std::move(name), std::move(media_type), std::move(content)});
  }
  std::vector<std::string> codes() const;
  std::vector<std::string> names() const;
  /// Of the tables that the picture is made of.
  bool wants(TableKind kind) const { return granted_.table->kind == kind || granted_.table->kind == TableKind::picture; }
  /// The reports that the reader's own agency did not make; nothing where it is not one of several suppliers. What they tell, the
  /// reader may be told beside its own: see decision 015.
  std::optional<EventStore> of_others(EventStore const& events) const;
  /// The same, for the mask of a map; null where there are none.
  Result<std::unique_ptr<places::ReportedEvents const>> mask_of(EventStore const& events) const;
  /// Of the months, inside the area; a part by itself where one is asked for.
  Result<MapEvents> map_events(Month first, Month last);
  /// Of `all`, those for which `wanted` is not 0, the others being the rest. `sources`: one number a source, where they are told apart by it.
  MapEvents taken_apart(EventStore const& all, std::vector<std::uint8_t> const& wanted, std::vector<std::uint8_t> const& sources) const;
  /// Of `all`, the cell of two filters that is asked for, the other three being the rest. What others than the reader reported counts of each. REQUIRES: a crossing.
  MapEvents crossed_events(EventStore const& all) const;
  /// 1 for each source of the kinds in the part that is asked for by source; empty where it is by something else.
  std::vector<std::uint8_t> sources_of_part() const;
  /// What the maps of two sources are made of: each with what the smallest group is held against beside it.
  struct TwoSides {
    MapEvents emergency;
    MapEvents police;
  };
  Result<TwoSides> two_sides(Month first, Month last);
  /// Of `reports` that outlive them, for a map of two sources.
  protection::MapOptions beside_each_other(MapReports const& reports, std::string title) const;
  /// What both maps show of a square that is hot in one source and not in the other.
  Result<render::Finding> hot_apart(TwoSides const& sides, std::string const& period);
  /// Where the one knows at least twice as large a part of what it knows as the other.
  Result<render::Finding> density_apart(TwoSides const& sides, std::string const& period);
  /// Reports by area and quarter, to be held against the rule.
  Result<protection::RawTable> by_area(Located const& reports, Quarter first, Quarter last) const;
  /// The same of one set of reports, cell by cell.
  Result<std::vector<double>> counts_by_area(EventStore const& reports, std::vector<std::int32_t> const& areas, Quarter first, Quarter last) const;
  /// Published counts of the map's quarter, to be held against residents: an area hidden by more than the small-number rule is left out.
  Result<protection::ProtectedTable> counts_beside_residents() const;
  std::string left_out_words(std::size_t left_out) const;
  /// Of the part that is asked for: its counts, and which of them would tell what is left of all. "release.part-tells".
  Result<void> take_part(Located const& reports, Quarter first, Quarter last, protection::RawTable& raw) const;
  /// The clock of the year, of the part that is asked for where one is.
  struct Clocks {
    places::WeekClock all;
    std::optional<places::WeekClock> of_others = {};
    std::vector<std::uint8_t> withheld = {};
  };
  Result<Clocks> clocks(EventStore const& year) const;
  /// "2026-Q3, only night".
  std::string of_part(std::string period) const { return with_part(std::move(period), granted_.part); }

  Hub& hub_;
  Granted const& granted_;
  Periods periods_;
  ReleaseAreas const& areas_;
  protection::SmallNumberRule rule_;
  intake::Projector projector_;
  Handling handling_;
  Located all_;
  std::shared_ptr<snap::Tables const> points_ = std::make_shared<snap::Tables const>();
  render::About about_;
  std::vector<std::uint8_t> not_own_;  ///< not_own()
  std::vector<render::ReportPart> parts_;
  Drawing drawing_;
  std::string peak_words_;  ///< when the clock peaks; empty where there is none
  FixedText said_by_;  ///< the method of the look; empty where the table is none
};

}  // namespace concordat::hub
