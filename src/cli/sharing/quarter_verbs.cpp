// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/sharing/runs.h"
#include "hub/quarters/delivery.h"
#include "hub/quarters/revising.h"
#include "hub/release/gate.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

std::string text_of(hub::QuarterView const& view) {
  auto const& closed = view.closed;
  auto out = fmt::format("{}  closed {}, revision {}, ledger index {}: {}\n", format_quarter(closed.quarter), closed.closed_at.substr(0, 10), closed.revision, closed.ledger_index, text::join(view.feeds, ", "));
  if (view.unusable != hub::Unusable::no) out += fmt::format("         {}\n", hub::words_of(view.unusable).view());
  if (!view.later.empty()) out += fmt::format("         files that came since do not count in it: {}\n", text::join(view.later, ", "));
  bool const is_open = view.proposal || view.unusable == hub::Unusable::reopened;
  if (!view.propose_from.empty()) out += fmt::format("         a revision can be proposed from {}\n", view.propose_from);
  else if (!is_open && !view.may_propose) out += "         no revision can be proposed: not every source has delivered all of it\n";
  if (view.proposal) {
    out += fmt::format("         a revision is proposed by {} of {} ({}); somebody of another agency confirms it by {}\n", view.proposal->by, view.proposal->agency,
                       hub::words_of(view.proposal->reason).view(), view.proposal->lapses);
  }
  return out;
}

Result<Shown> run_quarter_list(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const feeds = hub::sources_of_violence(hub);
  if (!feeds) return fail(feeds);
  auto const all = hub::see_quarters(hub, member, *feeds);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& view : *all) {
    shown.json.push(hub::to_json(view));
    shown.text += text_of(view);
  }
  if (all->empty()) shown.text = "No figures have left yet, so no quarter is closed: what is submitted now counts at once.\n";
  return shown;
}

Shown said(A const& a, std::uint64_t index, std::string_view state, std::string_view sentence) {
  return {std::move(Json{}.set("quarter", a.quarter).set("state", std::string{state}).set("ledger_index", index)), fmt::format("{} Ledger index {}.\n", sentence, index), false};
}

Result<Shown> run_quarter_propose(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const feeds = hub::sources_of_violence(hub);
  if (!feeds) return fail(feeds);
  auto const reason = hub::revision_reason_named(a.because);
  if (!reason) return fail(Fault::malformed, "quarter.reason", "That is no reason to revise a quarter.", "Name one of those that --help lists.");
  auto const index = hub::propose_revision(hub, member, a.quarter, *reason, *feeds);
  if (!index) return fail(index);
  return said(a, *index, "proposed", "Proposed; somebody of another agency confirms it within a fortnight.");
}

Result<Shown> run_quarter_confirm(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const feeds = hub::sources_of_violence(hub);
  if (!feeds) return fail(feeds);
  auto const index = hub::confirm_revision(hub, member, a.quarter, *feeds);
  if (!index) return fail(index);
  return said(a, *index, "confirmed", "Confirmed; the next release counts what is there then. Without one within a fortnight the figures stay as they are.");
}

Result<Shown> run_quarter_decline(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const index = hub::decline_revision(hub, member, a.quarter);
  if (!index) return fail(index);
  return said(a, *index, "declined", "Declined; its figures stay as they are.");
}

Result<Shown> run_quarter_all_there(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const* feed = hub.feed(a.id);
  if (feed == nullptr) return fail(Fault::not_found, "feed.unknown", "This hub has no feed of that name.", "'concordat feeds' lists the feeds.");
  auto const reason = hub::whole_reason_named(a.because);
  if (!reason) return fail(Fault::malformed, "month.reason", "That is no reason for a month with few reports.", "Name one of those that --help lists.");
  auto const index = hub::say_whole(hub, *feed, member, a.day, *reason);
  if (!index) return fail(index);
  Json json;
  json.set("feed", feed->id).set("month", a.day).set("state", "all-there").set("ledger_index", *index);
  return Shown{std::move(json), fmt::format("Said: this is all there is of {} for {}. The month counts from now on, and its quarter once every month of it does. Ledger index {}.\n", feed->id, a.day, *index), false};
}

}  // namespace

std::vector<SharingVerb> closing() {
  OptionSpec const quarter{"QUARTER", "as 2026-Q1", &A::quarter, true};
  return {
      {"quarter", "list", "quarters whose figures have left: what counts in each, what came since, who proposes to revise it", {}, run_quarter_list, R::see_agreements},
      {"quarter", "propose", "propose to revise the published figures of a quarter; somebody of another agency confirms it",
       {quarter, {"--because", "late-reports, wrong-reports, source-added, boundaries-changed or reports-deleted", &A::because, true, hub::revision_reason_names()}}, run_quarter_propose, R::see_agreements},
      {"quarter", "confirm", "confirm a revision that another agency proposed: the next release counts what is there then", {quarter}, run_quarter_confirm, R::see_agreements},
      {"quarter", "decline", "say no to a proposed revision", {quarter}, run_quarter_decline, R::see_agreements},
      {"quarter", "all-there", "say of a month that a feed delivered in part that nothing more will come; for a lead of the supplying agency",
       {{"FEED", "as 'feeds' names it", &A::id, true}, {"MONTH", "as 2026-01", &A::day, true}, {"--because", "quiet-month, closed-for-a-time, recorded-otherwise or fewer-send", &A::because, true, hub::whole_reason_names()}},
       run_quarter_all_there, R::see_agreements},
  };
}

}  // namespace concordat::cli
