// SPDX-License-Identifier: Apache-2.0
#include "hub/feeds.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "hub/act.h"
#include "hub/agency_name.h"
#include "hub/processing_desk.h"
#include "hub/sealed_ids.h"
#include "hub/shown_quality.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql submissions =
    "SELECT state, period_from, period_to, received_at, corrects FROM submission WHERE feed = ? ORDER BY number";
constexpr store::Sql members = "SELECT id, roles FROM member WHERE agency = ? AND active = 1 ORDER BY id";
constexpr store::Sql qualities = "SELECT quality, period_from, period_to, corrects FROM submission WHERE feed = ? AND state = 'accepted' ORDER BY number";
constexpr store::Sql latest_qualities = "SELECT quality FROM submission WHERE feed = ? AND state = 'accepted' AND corrects IS NULL ORDER BY number DESC LIMIT ?";
constexpr store::Sql publication = "SELECT shows FROM quality_publication WHERE feed = ?";
constexpr store::Sql cells =
    "SELECT s.id, q.row_number, q.column_number, q.field, q.code, q.value_sealed, q.expires_on, q.id, q.key_version, "
    "coalesce(r.remedy, ''), s.number FROM quarantine q JOIN submission s ON s.number = q.submission LEFT JOIN "
    "feed_remedy r ON r.code = q.code AND r.feed = s.feed WHERE s.feed = ? AND q.expires_on > ? AND NOT EXISTS (SELECT 1 FROM corrected_row c WHERE c.submission = "
    "q.submission AND c.row_number = q.row_number) ORDER BY q.id";
constexpr store::Sql file_names =
    "SELECT number, file_name_sealed, key_version FROM submission WHERE feed = ? AND file_name_sealed IS NOT NULL";

}  // namespace sql

namespace {

/// What arrived and what failed, as the submissions tell it.
struct Arrivals {
  std::set<int> months;
  std::string last_accepted;
  std::string last_failed;
};

struct Look {
  std::string what;
  std::string feed = {};  ///< empty: all of them
  std::string agency = {};
  std::string member = {};
  bool refused = false;
};

Result<void> note_look(Hub& hub, Look const& look) {
  Act act;
  act.to = look.agency;
  act.member = look.member;
  act.fields = {look.what};
  if (!look.feed.empty()) act.fields.push_back(look.feed);
  return record_alone(hub, look.refused ? refused(std::move(act), "quality.supplier-only") : std::move(act));
}

/// A file of a kind that tells no day stands for the newest period that was over when it came; before the first was over,
/// for that one.
int period_when(Feed const& feed, Date received) {
  auto const step = std::max(1, feed.every.months);
  auto month = feed.first_period.index;
  while (Month{month + 2 * step}.first_day() <= received) month += step;
  return month;
}

Result<Arrivals> arrivals_of(Hub& hub, FeedStatus& status) {
  Arrivals arrivals;
  auto const* profile = hub.profiles().find(status.feed.profile);
  bool const tells_no_day = profile != nullptr && !profile->period.from;
  auto read = hub.database().query(sql::submissions,
                                   [&](store::Row const& row) {
                                     if (row.text(0) == "failed") {
                                       ++status.failed;
                                       arrivals.last_failed = row.string(3);
                                       return;
                                     }
                                     ++status.files;
                                     arrivals.last_accepted = row.string(3);
                                     if (!row.is_null(4)) return;  // single rows, corrected: no month came with them
                                     if (row.is_null(1)) {
                                       auto const received = parse_instant(row.text(3));
                                       if (tells_no_day && received) arrivals.months.insert(period_when(status.feed, std::chrono::floor<std::chrono::days>(*received)));
                                       return;
                                     }
                                     for (int month = row.small(1); month <= row.small(2); ++month) arrivals.months.insert(month);
                                   },
                                   status.feed.number);
  if (!read) return fail(read);
  status.last_received = arrivals.last_accepted;
  if (!arrivals.months.empty()) status.latest = Month{*arrivals.months.rbegin()};
  return arrivals;
}

void find_open_periods(FeedStatus& status, Arrivals const& arrivals, Date today) {
  constexpr std::uint64_t silent_from = 2;
  std::uint64_t missed_last = 0;  // in a row, up to the last one whose day has passed
  auto const step = std::max(1, status.feed.every.months);
  bool const failed_last = arrivals.last_failed > arrivals.last_accepted;
  for (auto month = status.feed.first_period;; month = Month{month.index + step}) {
    auto const over = Month{month.index + step}.first_day();
    if (over > today || (status.feed.expected_until && *status.feed.expected_until < month)) break;
    FeedPeriod period{month, PeriodState::due, add(over, status.feed.due_within), 0, Month{month.index + step - 1}};
    bool const passed = period.due_by < today;
    auto const first = arrivals.months.lower_bound(month.index);
    if (first != arrivals.months.end() && *first < month.index + step) {
      if (passed) missed_last = 0;
      continue;
    }
    if (passed) {
      period.state = PeriodState::late;
      period.days_late = (today - period.due_by).count();
      ++missed_last;
      ++status.missed;
    }
    status.open.push_back(period);
  }
  status.silent = missed_last >= silent_from;
  // Which month a file was of that could not be read nobody knows; one that came when this was the newest was likely of it.
  auto const failed_at = failed_last ? parse_instant(arrivals.last_failed) : std::nullopt;
  if (!failed_at || status.open.empty()) return;
  if (status.open.back().month.index == period_when(status.feed, std::chrono::floor<std::chrono::days>(*failed_at))) status.open.back().state = PeriodState::failed;
}

/// Those who send the agency's files; where it names none, all its members.
Result<std::vector<std::string>> whom_to_ask(Hub& hub, Feed const& feed) {
  std::vector<std::string> everybody;
  std::vector<std::string> suppliers;
  auto read = hub.database().query(sql::members,
                                   [&](store::Row const& row) {
                                     everybody.push_back(row.string(0));
                                     auto const roles = Json::parse(row.text(1));
                                     if (!roles) return;
                                     bool const sends = std::ranges::any_of(roles->array(), [](Json const& role) { return role.string() == "feed-supplier"; });
                                     if (sends) suppliers.push_back(row.string(0));
                                   },
                                   feed.agency);
  if (!read) return fail(read);
  return suppliers.empty() ? everybody : suppliers;
}

}  // namespace

std::string months_of(FeedPeriod const& period) {
  if (period.last <= period.month) return format_month(period.month);
  return format_month(period.month) + " to " + format_month(period.last);
}

FixedText name_of(PeriodState state) {
  switch (state) {
    case PeriodState::arrived: return "arrived";
    case PeriodState::due: return "due";
    case PeriodState::late: return "late";
    case PeriodState::failed: return "failed";
  }
  return "due";
}

Result<std::vector<FeedStatus>> read_feed_status(Hub& hub) {
  std::vector<FeedStatus> all;
  for (auto const& feed : hub.feeds()) {
    FeedStatus status;
    status.feed = feed;
    status.agency_name = agency_name(hub, feed.agency);
    auto const arrivals = arrivals_of(hub, status);
    if (!arrivals) return fail(arrivals);
    find_open_periods(status, *arrivals, hub.clock().today());
    auto chase = whom_to_ask(hub, feed);
    if (!chase) return fail(chase);
    status.chase = std::move(*chase);
    all.push_back(std::move(status));
  }
  return all;
}

Result<std::vector<FeedStatus>> feed_status(Hub& hub, std::string const& agency, std::string const& member) {
  auto all = read_feed_status(hub);
  if (!all) return all;
  if (auto done = note_look(hub, {"feeds", "", agency, member}); !done) return fail(done);
  return all;
}

Result<std::vector<intake::FeedQuality>> latest_quality(Hub& hub, Feed const& feed) {
  std::vector<intake::FeedQuality> latest;
  auto read = hub.database().query(sql::latest_qualities,
                                   [&](store::Row const& row) -> Result<void> {
                                     auto const json = Json::parse(row.text(0));
                                     if (!json) return fail(json);
                                     auto one = intake::FeedQuality::from_json(*json);
                                     if (!one) return fail(one);
                                     latest.push_back(std::move(*one));
                                     return {};
                                   },
                                   feed.number, latest_files);
  if (!read) return fail(read);
  return latest;
}

FixedText name_of(Published shows) {
  switch (shows) {
    case Published::nothing: return "nothing";
    case Published::rows: return "rows";
    case Published::fields: return "fields";
  }
  return "nothing";
}

std::optional<Published> published_named(std::string_view name) {
  for (auto const one : {Published::nothing, Published::rows, Published::fields}) {
    if (name_of(one).view() == name) return one;
  }
  return std::nullopt;
}

Result<bool> may_have_rows_back(Hub& hub, Feed const& feed, Member const& member) {
  if (!member.active || member.agency != feed.agency) return false;
  auto const who = whom_to_ask(hub, feed);
  if (!who) return fail(who);
  return std::ranges::find(*who, member.id) != who->end();
}

Result<Published> published_quality(Hub& hub, Feed const& feed) {
  auto shows = Published::nothing;
  // A word this program does not know shows nothing.
  auto read = hub.database().query(sql::publication, [&](store::Row const& row) { shows = published_named(row.text(0)).value_or(Published::nothing); }, feed.number);
  if (!read) return fail(read);
  return shows;
}

namespace {

/// Where a file is one period's, a later one for it took its place: what was replaced is not counted. A correction adds the rows that
/// its file lacked.
Result<std::optional<intake::FeedQuality>> standing_quality(Hub& hub, Feed const& feed) {
  auto const* profile = hub.profiles().find(feed.profile);
  bool const one_a_period = profile != nullptr && profile->period.one_per_file;
  std::map<std::pair<int, int>, std::vector<intake::FeedQuality>> standing;
  std::vector<intake::FeedQuality> others;
  auto read = hub.database().query(sql::qualities,
                                   [&](store::Row const& row) -> Result<bool> {
                                     auto const json = Json::parse(row.text(0));
                                     if (!json) return fail(json);
                                     auto one = intake::FeedQuality::from_json(*json);
                                     if (!one) return fail(one);
                                     bool const of_one = one_a_period && !row.is_null(1) && row.small(1) == row.small(2);
                                     auto& place = of_one ? standing[{row.small(1), row.small(2)}] : others;
                                     if (of_one && row.is_null(3)) place.clear();
                                     place.push_back(std::move(*one));
                                     return true;
                                   },
                                   feed.number);
  if (!read) return fail(read);
  for (auto& [period, all] : standing) std::ranges::move(all, std::back_inserter(others));
  std::optional<intake::FeedQuality> whole;
  for (auto& one : others) {
    if (whole) whole->merge(one);
    else whole = std::move(one);
  }
  return whole;
}

Result<QualityView> quality_as_shown(Hub& hub, Feed const& feed, Published shows, bool to_others) {
  QualityView view{feed, {}, {}, {}, shows};
  auto quality = standing_quality(hub, feed);
  if (!quality) return fail(quality);
  view.quality = std::move(*quality);
  // No agreement covers what others see of it: counts as small as a person are not among that.
  if (view.quality && to_others) view.quality = view.quality->for_others();
  if (view.quality && shows == Published::rows) view.quality = view.quality->rows_only();
  if (view.quality && shows == Published::fields) {
    view.breaks = intake::find_breaks(*view.quality);
    view.trends = intake::trends(*view.quality);
  }
  return view;
}

}  // namespace

Result<QualityView> feed_quality(Hub& hub, Feed const& feed, std::string const& agency, std::string const& member) {
  // Poor data is mended where nobody is shown up for it; what others need is the coverage on each release.
  auto const shows = agency == feed.agency ? Result<Published>{Published::fields} : published_quality(hub, feed);
  if (!shows) return fail(shows);
  if (*shows == Published::nothing) {
    if (auto done = note_look(hub, {"quality", feed.id, agency, member, true}); !done) return fail(done);
    return fail(Fault::refused, "quality.supplier-only", "The quality of a feed shows to the agency that supplies it.",
                "Ask that agency, or read the coverage that stands on each release.");
  }
  auto view = quality_as_shown(hub, feed, *shows, agency != feed.agency);
  if (!view) return view;
  if (auto done = note_look(hub, {"quality", feed.id, agency, member}); !done) return fail(done);
  return view;
}

Result<QualityView> quality_for_everybody(Hub& hub, Feed const& feed) {
  auto const shows = published_quality(hub, feed);
  if (!shows) return fail(shows);
  if (*shows == Published::nothing) return QualityView{feed, {}, {}, {}, Published::nothing};
  return quality_as_shown(hub, feed, *shows, true);
}

namespace {

/// A value that only its supplier may see, as it lies in the database.
struct SealedValue {
  std::int64_t id = 0;
  int key_version = 0;
  store::Bytes bytes;
};

}  // namespace

Result<std::vector<QuarantinedCell>> QuarantineView::read(Hub& hub, Feed const& feed, Member const& member) {
  auto const may = may_have_rows_back(hub, feed, member);
  if (!may) return fail(may);
  bool const supplier = *may;
  auto const* agency = hub.agency(feed.agency);
  std::vector<QuarantinedCell> all;
  std::vector<SealedValue> sealed;
  std::vector<std::int64_t> submissions;
  auto read = hub.database().query(sql::cells,
                                   [&](store::Row const& row) {
                                     all.push_back({row.string(0), {}, row.integer(1), row.integer(2), row.string(3),
                                                    row.string(4), row.string(9), {}, row.string(6)});
                                     sealed.push_back({row.integer(7), row.small(8), row.bytes(5)});
                                     submissions.push_back(row.integer(10));
                                   },
                                   feed.number, format_date(hub.clock().today()));
  if (!read) return fail(read);
  std::map<std::int64_t, SealedValue> names;
  auto named = hub.database().query(sql::file_names,
                                    [&](store::Row const& row) {
                                      names[row.integer(0)] = {file_name_key(row.integer(0)), row.small(2), row.bytes(1)};
                                    },
                                    feed.number);
  if (!named) return fail(named);
  // The leaf comes first: a value that was shown and not written down cannot be.
  if (auto done = note_look(hub, {supplier ? "quarantine-values" : "quarantine", feed.id, member.agency, member.id}); !done) return fail(done);
  if (!supplier) return all;
  auto const processing = ProcessingDesk::open();
  auto const open = [&](std::int64_t record, SealedValue const& value) -> std::optional<std::string> {
    if (value.bytes.empty()) return std::nullopt;
    auto const opened = hub.vault().open_identity({record, agency->number, value.key_version}, value.bytes);
    return opened ? std::optional{opened->reveal(processing)} : std::nullopt;
  };
  std::map<std::int64_t, std::optional<std::string>> files;
  for (auto const& [number, name] : names) files[number] = open(name.id, name);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].value = open(quarantine_key(sealed[i].id), sealed[i]);
    all[i].file = files[submissions[i]];
  }
  return all;
}

}  // namespace concordat::hub
