// SPDX-License-Identifier: Apache-2.0
#include "hub/improvement/plan.h"

#include <algorithm>

#include "base/id.h"
#include "hub/act.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql put_publication =
    "INSERT INTO quality_publication (feed, shows, since) VALUES (?, ?, ?) ON CONFLICT (feed) DO UPDATE SET shows = excluded.shows, since = "
    "excluded.since";
constexpr store::Sql drop_publication = "DELETE FROM quality_publication WHERE feed = ?";
constexpr store::Sql put_target =
    "INSERT INTO improvement_target (id, feed, measure, field, percent, by_when, written_by, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql withdraw = "UPDATE improvement_target SET withdrawn_at = ? WHERE id = ? AND feed = ? AND withdrawn_at IS NULL";
constexpr store::Sql targets =
    "SELECT id, measure, field, percent, by_when, written_by, written_at FROM improvement_target WHERE feed = ? AND withdrawn_at IS NULL ORDER BY "
    "written_at, id";

}  // namespace sql

namespace {

bool may_choose(Feed const& feed, Member const& member) {
  return member.active && member.agency == feed.agency && (member.has_role("information-governance-lead") || member.has_role("feed-supplier"));
}

tl::unexpected<Problem> not_yours() {
  return fail(Fault::refused, "quality.not-yours", "Only the agency that supplies a feed chooses what others see of its quality, and what it wants to reach.",
              "Let its information-governance lead or one of those who send its files do it.");
}

Act act_of(Feed const& feed, Member const& member, std::string what) {
  Act act;
  act.event = ledger::Event::admin;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {std::move(what), feed.id};
  return act;
}

Result<void> refuse(Hub& hub, Feed const& feed, Member const& member, std::string what) {
  return record_alone(hub, refused(act_of(feed, member, std::move(what)), "quality.not-yours"));
}

Result<void> check(Hub const& hub, Feed const& feed, NewTarget const& aim) {
  auto const* profile = hub.profiles().find(feed.profile);
  auto const* field = aim.field.empty() ? nullptr : hub.catalogue().field(aim.field);
  bool const has_field = profile != nullptr && field != nullptr && profile->column_of(field->index) != nullptr;
  if (aim.measure == Measure::accepted ? !aim.field.empty() : !has_field) {
    return fail(Fault::malformed, "plan.measure", "That is nothing that can be measured of this feed.",
                "Name 'accepted' without a field, or 'filled' or 'usable' with one of the fields that its quality shows.");
  }
  if (aim.percent < 1 || aim.percent > 100) {
    return fail(Fault::malformed, "plan.percent", "The target is no share.", "Give a whole number of per cent, 1 to 100.");
  }
  if (aim.by_when < hub.clock().today()) {
    return fail(Fault::malformed, "plan.past", "The day by which it is to be reached is over.", "Give today or a later day.");
  }
  return {};
}

/// Counted, so that a target is reached at its very per cent.
struct Share {
  std::uint64_t part = 0;
  std::uint64_t of = 0;
  [[nodiscard]] double value() const { return static_cast<double>(part) / static_cast<double>(of); }
};

std::optional<Share> share_of(intake::MonthCounts const& counts, intake::FeedQuality const& quality, NewTarget const& aim) {
  Share share;
  if (aim.measure == Measure::accepted) {
    share = {counts.accepted, counts.accepted + counts.quarantined};
  } else {
    auto const& fields = quality.fields();
    auto const at = static_cast<std::size_t>(std::ranges::find(fields, aim.field) - fields.begin());
    if (at >= counts.fields.size()) return std::nullopt;
    auto const& field = counts.fields[at];
    share = aim.measure == Measure::filled ? Share{field.present(), field.total()} : Share{field.valid(), field.present()};
  }
  return share.of == 0 ? std::nullopt : std::optional{share};
}

void add_actual(Target& target, intake::FeedQuality const& quality) {
  auto const with_rows = quality.months();
  if (with_rows.empty()) return;
  std::optional<Share> last;
  for (auto month = with_rows.front(); month <= with_rows.back(); month = month.next()) {
    auto const counts = quality.counts(month);
    auto const share = counts ? share_of(*counts, quality, target.aim) : std::nullopt;
    target.actual.emplace_back(month, share ? std::optional{share->value()} : std::nullopt);
    if (share) last = share;
  }
  if (!last) return;
  target.last = last->value();
  target.reached = last->part * 100 >= last->of * static_cast<std::uint64_t>(target.aim.percent);
}

}  // namespace

FixedText name_of(Measure measure) {
  switch (measure) {
    case Measure::accepted: return "accepted";
    case Measure::filled: return "filled";
    case Measure::usable: return "usable";
  }
  return "accepted";
}

std::optional<Measure> measure_named(std::string_view name) {
  for (auto const measure : {Measure::accepted, Measure::filled, Measure::usable}) {
    if (name_of(measure).view() == name) return measure;
  }
  return std::nullopt;
}

Result<std::uint64_t> publish_quality(Hub& hub, Feed const& feed, Member const& member, Published shows) {
  if (!may_choose(feed, member)) {
    if (auto noted = refuse(hub, feed, member, "quality-publication"); !noted) return fail(noted);
    return not_yours();
  }
  auto act = act_of(feed, member, "quality-publication");
  act.detail.set("shows", name_of(shows).view());
  return record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t) -> Result<void> {
    auto const done = shows == Published::nothing
                          ? connection.execute(sql::drop_publication, feed.number)
                          : connection.execute(sql::put_publication, feed.number, name_of(shows).view(), format_instant(hub.clock().now()));
    if (!done) return fail(done);
    return {};
  });
}

Result<std::string> set_target(Hub& hub, Feed const& feed, Member const& member, NewTarget const& aim) {
  if (!may_choose(feed, member)) {
    if (auto noted = refuse(hub, feed, member, "improvement-target"); !noted) return fail(noted);
    return not_yours();
  }
  if (auto good = check(hub, feed, aim); !good) return fail(good);
  auto const* field = aim.field.empty() ? nullptr : hub.catalogue().field(aim.field);
  auto const now = hub.clock().now();
  auto const id = uuid7(now, hub.chance());
  auto act = act_of(feed, member, "improvement-target");
  act.detail.set("target", id).set("measure", name_of(aim.measure).view()).set("field", aim.field).set("percent", aim.percent).set("by", format_date(aim.by_when));
  auto const done = record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t) -> Result<void> {
    auto const put = connection.execute(sql::put_target, id, feed.number, name_of(aim.measure).view(), field == nullptr ? std::string{} : field->id,
                                        aim.percent, format_date(aim.by_when), member.id, format_instant(now));
    if (!put) return fail(put);
    return {};
  });
  if (!done) return fail(done);
  return id;
}

Result<void> withdraw_target(Hub& hub, Feed const& feed, Member const& member, std::string const& id) {
  if (!may_choose(feed, member)) {
    if (auto noted = refuse(hub, feed, member, "improvement-target"); !noted) return fail(noted);
    return not_yours();
  }
  auto act = act_of(feed, member, "improvement-target");
  act.detail.set("withdrawn", id);
  auto const done = record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t) -> Result<void> {
    auto const changed = connection.execute(sql::withdraw, format_instant(hub.clock().now()), id, feed.number);
    if (!changed) return fail(changed);
    if (*changed > 0) return {};
    return fail(Fault::not_found, "plan.no-target", "This feed's plan has no such target, or it was withdrawn.", "'concordat quality' lists the targets that stand.");
  });
  if (!done) return fail(done);
  return {};
}

Result<std::vector<Target>> plan_of(Hub& hub, QualityView const& view) {
  std::vector<Target> all;
  auto read = hub.database().query(sql::targets,
                                   [&](store::Row const& row) {
                                     Target target{row.string(0), {}, row.string(5), row.string(6), {}, {}, false};
                                     target.aim = {measure_named(row.text(1)).value_or(Measure::accepted), row.string(2), row.small(3), parse_date(row.text(4)).value_or(Date{})};
                                     if (!target.aim.field.empty() && view.shows != Published::fields) return;
                                     if (view.quality) add_actual(target, *view.quality);
                                     all.push_back(std::move(target));
                                   },
                                   view.feed.number);
  if (!read) return fail(read);
  return all;
}

}  // namespace concordat::hub
