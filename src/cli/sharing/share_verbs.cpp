// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/edition_shares/edition_shares.h"
#include "hub/products/json_of.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

std::string share_text(hub::EditionShare const& share) {
  auto out = fmt::format("{}  {}, edition {}, of {}, for {}: {}", share.id, share.title, share.number, share.agency, text::join(share.readers, ", "), hub::name_of(share.state).view());
  if (!share.ended_at.empty()) {
    out += fmt::format(" {}, ledger index {}", share.ended_at.substr(0, 10), share.ended_index);
    if (auto const why = hub::share_end_named(share.why)) out += fmt::format(": {}", hub::words_of(*why).view());
    return out + "\n";
  }
  if (share.state == hub::ShareState::shared) return out + "\n";
  auto waiting = share.needed;
  for (auto const& answer : share.answers) std::erase(waiting, answer.agency);
  return out + fmt::format(" {}, waits for {}\n", share.offered_at.substr(0, 10), text::join(waiting, ", "));
}

Result<Shown> run_share(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto editor = editor_of(member);
  if (member.has_role("strategic-lead")) editor.role = "strategic-lead";
  auto const id = hub::share_edition(hub, editor, a.id, a.members);
  if (!id) return fail(id);
  auto const share = hub::find_share(hub, member, *id);
  if (!share) return fail(share);
  return Shown{hub::to_json(*share), visible_lines(share_text(*share)), false};
}

Result<Shown> run_shared(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const all = hub::edition_shares(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& share : *all) {
    shown.json.push(hub::to_json(share));
    shown.text += visible_lines(share_text(share));
  }
  if (all->empty()) shown.text = "No edition is shared with your agency, or waits for its answer. 'concordat product share' shares one that you signed.\n";
  return shown;
}

Result<Shown> run_shared_edition(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const read = hub::see_shared_edition(hub, editor_of(member), a.id);
  if (!read) return fail(read);
  auto json = hub::to_json(read->edition);
  json.set("share", hub::to_json(read->share));
  return Shown{std::move(json), visible_lines(share_text(read->share)) + edition_text(read->edition), false};
}

Result<Shown> run_answer_share(hub::Hub& hub, hub::Member const& member, A const& a) {
  bool const yes = a.answer == "yes";
  auto const answered = hub::answer_share(hub, member, a.id, yes);
  if (!answered) return fail(answered);
  auto const* what = !yes ? "Declined; nobody reads it." : answered->is_shared ? "Agreed. It is shared now: yours was the last yes that it needed." : "Agreed. It is shared once every agency whose reports it counts has said yes.";
  return Shown{std::move(Json{}.set("share", a.id).set("ledger_index", answered->ledger_index).set("shared", answered->is_shared)), fmt::format("{} Ledger index {}.\n", what, answered->ledger_index), false};
}

Result<Shown> run_end_share(hub::Hub& hub, hub::Member const& member, A const& a) {
  // The option takes these words and no other.
  auto const index = hub::end_share(hub, member, a.id, hub::share_end_named(a.because).value_or(hub::ShareEnd::wrong));
  if (!index) return fail(index);
  return Shown{std::move(Json{}.set("share", a.id).set("ledger_index", *index).set("why", a.because)), fmt::format("Taken back: no other agency reads it from now on. Ledger index {}.\n", *index), false};
}

}  // namespace

std::vector<SharingVerb> sharing_editions() {
  OptionSpec const id{"ID", "of the shared edition, as 'product shared' says it", &A::id, true};
  return {
      {"product", "share", "let other agencies read an edition that you signed, once every agency whose reports it counts has said yes",
       {{"EDITION", "that you signed", &A::id, true}, {"--with", "an agency that is to read it; again for each (default: those whose reports it counts)", &A::members, false, {}, Known::agencies}}, run_share, R::release},
      {"product", "shared", "editions that are shared with your agency, by it, or wait for its answer", {}, run_shared, R::see_agreements},
      {"product", "shared-edition", "read an edition that another agency shares: its words, and figures as your own agreements permit", {id}, run_shared_edition, R::see_agreements},
      {"product", "answer-share", "say for your agency, whose reports it counts, whether others may read it", {id, {"--answer", "yes or no", &A::answer, true, {"yes", "no"}}}, run_answer_share, R::see_agreements},
      {"product", "end-share", "take it back: no other agency reads it from then on, and its readers are told",
       {id, {"--because", "wrong: something in it is wrong; superseded: a newer edition stands in its place; agreement: what was agreed has changed; reader: it was not meant for one of its readers", &A::because, true, {"wrong", "superseded", "agreement", "reader"}}}, run_end_share, R::see_agreements},
  };
}

}  // namespace concordat::cli
