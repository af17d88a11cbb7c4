// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/disclosures/json_of.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;
namespace disclosures = hub::disclosures;

constexpr std::size_t most_values_file = 64 * 1024;

/// {"person.name": "Ann Example", ...}; empty without a file. Not on the command line, where other programs see it.
Result<std::vector<disclosures::Value>> values_in(std::string const& file) {
  std::vector<disclosures::Value> values;
  if (file.empty()) return values;
  auto const text = read_file(file, most_values_file);
  if (!text) return fail(text);
  auto const json = Json::parse(*text);
  auto const texts = [](auto const& member) { return member.second.is_string(); };
  if (!json || !json->is_object() || !std::ranges::all_of(json->object(), texts)) {
    return fail(Fault::malformed, "disclosure.values-file", "The file of values is not one JSON object of texts.", "Write it as {\"person.name\": \"Ann Example\", \"person.role_in_concern\": \"victim\"}; \"\" where nothing is held.");
  }
  for (auto const& [field, value] : json->object()) values.push_back({field, value.string()});
  return values;
}

std::string notice_text(disclosures::Notice const& notice) {
  auto const state = !notice.done.empty() ? fmt::format("{} on {}", notice.done, notice.done_at.substr(0, 10)) : notice.may_answer ? std::string{"WAITS FOR YOUR ANSWER"} : std::string{"not answered yet"};
  return fmt::format("{}  {} by {} on {}: {} (given to {} in request {}): {}\n          {}\n", notice.id, notice.kind, notice.made_for, notice.made_at.substr(0, 10), text::join(notice.fields, ", "),
                     notice.recipient, notice.request, state, visible(notice.because));
}

std::string opened_text(hub::Hub const& hub, disclosures::Opened const& opened) {
  auto const mark = disclosures::watermark(hub, opened);
  auto text = fmt::format("{}\nFor this reader alone; it can be opened until {}.\n\n", mark, opened.open_until);
  for (auto const& item : opened.items.array()) {
    auto const value = item["value"].string();
    text += fmt::format("  {} ({}): {}\n", item["title"].string(), item["as"].string(), value.empty() ? "nothing is held" : visible(value));
    text += fmt::format("          {}; onward: {}; under {}\n", item["delete_words"].string(), item["onward"].string(), item["rule"].string());
  }
  for (auto const& field : opened.withheld) text += fmt::format("  {}: withheld: it may not go any more, or is being corrected\n", field);
  if (opened.show_role_with_name) text += "  A name never goes without what the person is in the record.\n";
  return text + fmt::format("\n{} Ledger index {}.\n", mark, opened.ledger_index);
}

Result<Shown> run_give(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto values = values_in(a.values_file);
  if (!values) return fail(values);
  auto const done = disclosures::give(hub, member, a.id, {a.how, a.received_in, std::move(*values), a.own_reference, a.until});
  if (!done) return fail(done);
  auto const until = done->open_until.empty() ? std::string{} : fmt::format(" {} can be opened by who asked until {}.", done->disclosure, done->open_until);
  return Shown{disclosures::to_json(*done), fmt::format("{}: given, ledger index {}.{}\n", done->answered.id, done->answered.ledger_index, until), false};
}

Result<Shown> run_open(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const opened = disclosures::open_given(hub, member, a.id);
  if (!opened) return fail(opened);
  return Shown{disclosures::to_json(hub, *opened), opened_text(hub, *opened), false};
}

Result<Shown> run_take_back(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const index = disclosures::take_back(hub, member, a.id, a.because);
  if (!index) return fail(index);
  return Shown{std::move(Json{}.set("id", a.id).set("state", "taken-back").set("ledger_index", *index)), fmt::format("{}: taken back and destroyed, ledger index {}\n", a.id, *index), false};
}

Result<Shown> run_correct(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto values = values_in(a.values_file);
  if (!values) return fail(values);
  auto const done = disclosures::correct(hub, member, {a.request, a.own_reference, a.kind, a.fields, a.because, std::move(*values)});
  if (!done) return fail(done);
  auto const text = fmt::format("{} told: {}. Each stays open until they say what became of their copy; ledger index {}\n", done->notices.size() == 1 ? "One recipient is" : fmt::format("{} recipients are", done->notices.size()),
                                text::join(done->recipients, ", "), done->ledger_index);
  return Shown{disclosures::to_json(*done), text, false};
}

Result<Shown> run_list(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const all = disclosures::notices(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(disclosures::to_json(one));
    shown.text += notice_text(one);
  }
  if (all->empty()) shown.text = "There is none.\n";
  return shown;
}

Result<Shown> run_answer(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const index = disclosures::acknowledge(hub, member, a.id, a.outcome);
  if (!index) return fail(index);
  return Shown{std::move(Json{}.set("id", a.id).set("done", a.outcome).set("ledger_index", *index)), fmt::format("{}: {}, ledger index {}\n", a.id, a.outcome, *index), false};
}

}  // namespace

std::string disclosure_text(disclosures::Disclosure const& disclosure) {
  std::string text;
  if (disclosure.state == "open") text = fmt::format("  disclosure {}, version {}: can be opened until {}\n", disclosure.id, disclosure.version, disclosure.open_until);
  if (disclosure.state == "over") text = fmt::format("  disclosure {}: could be opened until {}\n", disclosure.id, disclosure.open_until);
  if (disclosure.state == "taken-back") text = fmt::format("  disclosure {}: taken back on {}: {}\n", disclosure.id, disclosure.taken_back_at.substr(0, 10), visible(disclosure.taken_back_words));
  for (auto const& one : disclosure.openings) text += fmt::format("  opened on {} (version {})\n", one.opened_at, one.version);
  for (auto const& one : disclosure.notices) text += "  " + notice_text(one);
  if (disclosure.may_open) text += "  'concordat request open' shows what was given.\n";
  return text;
}

std::vector<SharingVerb> giving() {
  OptionSpec const request{"ID", "of the request", &A::id, true};
  OptionSpec const values{"--values", "file with one JSON object: item to value, \"\" where nothing is held", &A::values_file};
  OptionSpec const own{"--own-reference", "of your own record that it comes from: a correction then finds who got it; kept as a mark", &A::own_reference};
  OptionSpec const because{"--because", "the reasons, which the recipient reads; sealed", &A::because, true};
  return {
      {"request", "give", "give what the engine permits: in the hub with its values, or say that it was given in writing or verbally",
       {request, {"--how", "in-hub, in-writing or verbally", &A::how, true, {"in-hub", "in-writing", "verbally"}}, values, own,
        {"--until", "last day on which it can be opened, within 90 days (default: 30 days)", &A::until}, {"--received-in", "the request in which it came from another agency", &A::received_in}},
       run_give, R::answer_requests},
      {"request", "open", "read what was given to you in the hub: marked with you and the time, and an entry of the ledger each time", {request}, run_open, R::ask_share},
      {"request", "take-back", "take back what your agency gave in the hub: it is destroyed, and cannot be opened any more", {request, because}, run_take_back, R::answer_requests},
      {"correction", "make", "tell whoever got an item that it was corrected, that a role changed, or that it was deleted",
       {{"--request", "in which it was given; or:", &A::request}, own, {"--kind", "corrected, role-changed or deleted", &A::kind, true, {"corrected", "role-changed", "deleted"}},
        {"--field", "an item, as the catalogue names it; again for each more", &A::fields, true, {}, Known::fields}, because, values},
       run_correct, R::answer_requests},
      {"correction", "list", "corrections that were sent to you, and those of your agency, with what became of each", {}, run_list},
      {"correction", "answer", "say what became of your agency's own copy",
       {{"ID", "of the correction", &A::id, true}, {"--outcome", "own-copy-corrected, own-copy-deleted or no-copy-held", &A::outcome, true, {"own-copy-corrected", "own-copy-deleted", "no-copy-held"}}}, run_answer, R::ask_share},
  };
}

}  // namespace concordat::cli
