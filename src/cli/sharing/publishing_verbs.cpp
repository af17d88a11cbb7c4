// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/put_file.h"
#include "cli/sharing/runs.h"
#include "hub/publishing/publishing.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

std::string standing_text(hub::Publication const& one) {
  auto out = fmt::format("{}  {}, edition {}{}: {}", one.id, one.title, one.number, one.quarter.empty() ? std::string{} : ", " + one.quarter, hub::name_of(one.state).view());
  if (!one.ended_at.empty()) return out + fmt::format(" {}, ledger index {}\n", one.ended_at.substr(0, 10), one.ended_index);
  auto waiting = one.needed;
  for (auto const& answer : one.answers) std::erase(waiting, answer.agency);
  return out + fmt::format(" {}, waits for {}\n", one.proposed_at.substr(0, 10), waiting.empty() ? std::string{"an agency other than its own"} : text::join(waiting, ", "));
}

std::string content_text(Json const& content) {
  std::string out;
  for (auto const& section : content["sections"].array()) out += fmt::format("{}\n  {}\n", section["title"].string(), section["words"].string());
  for (auto const& table : content["tables"].array()) {
    out += fmt::format("{}, {}: reports of violence (* is below {})\n", table["source"].string(), table["quarter"].string(), table["smallest"].integer());
    for (auto const& figure : table["figures"].array()) out += fmt::format("  {:<30} {:>8}\n", figure["name"].string(), figure.contains("value") ? std::to_string(figure["value"].integer()) : std::string{"*"});
  }
  for (auto const& one : content["left_out"].array()) out += fmt::format("Not here: {}. {}\n", one["what"].string(), one["why"].string());
  return out;
}

Result<Shown> run_publish(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const role = member.has_role("strategic-lead") ? std::string{"strategic-lead"} : member.roles.empty() ? std::string{"none"} : member.roles.front();
  auto const id = hub::propose_publication(hub, {member, role}, a.id, a.whole ? hub::ReadThrough::yes : hub::ReadThrough::no);
  if (!id) return fail(id);
  auto const view = hub::see_publication(hub, member, *id);
  if (!view) return fail(view);
  Shown shown{hub::to_json(view->publication), standing_text(view->publication) + visible_lines(content_text(view->content)), false};
  shown.json.set("content", view->content);
  return shown;
}

Result<Shown> run_publications(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const all = hub::publications(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(hub::to_json(one));
    shown.text += standing_text(one);
  }
  if (all->empty()) shown.text = "Nothing is public, or proposed to be. 'concordat product publish' proposes an edition that you signed.\n";
  return shown;
}

Result<Shown> run_publication(hub::Hub& hub, hub::Member const& member, A const& a) {
  if (a.out.empty()) {
    auto const view = hub::see_publication(hub, member, a.id);
    if (!view) return fail(view);
    Shown shown{hub::to_json(view->publication), standing_text(view->publication) + visible_lines(content_text(view->content)), false};
    shown.json.set("content", view->content);
    return shown;
  }
  auto const dot = a.out.rfind('.');
  auto const file = hub::public_file(hub, member, a.id, dot == std::string::npos ? std::string{} : text::ascii_lower(std::string_view{a.out}.substr(dot + 1)));
  if (!file) return fail(file);
  if (auto written = put_file(a.out, file->content); !written) return fail(written);
  return Shown{std::move(Json{}.set("publication", a.id).set("file", a.out).set("bytes", static_cast<std::uint64_t>(file->content.size()))), fmt::format("{}: written\n", visible(a.out)), false};
}

Shown publication_answered(A const& a, std::uint64_t index, std::string_view sentence) {
  return {std::move(Json{}.set("publication", a.id).set("ledger_index", index)), fmt::format("{} Ledger index {}.\n", sentence, index), false};
}

Result<Shown> run_confirm_publication(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const confirmed = hub::confirm_publication(hub, member, a.id);
  if (!confirmed) return fail(confirmed);
  auto shown = publication_answered(a, confirmed->ledger_index, confirmed->is_public
      ? "Confirmed. It is public now: yours was the last yes that it needed; 'concordat product publication ID --out FILE' writes it as a file."
      : "Confirmed. It is public once every agency whose reports it counts has said yes; 'concordat product publications' says who has not.");
  shown.json.set("public", confirmed->is_public);
  return shown;
}

Result<Shown> run_decline_publication(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const index = hub::decline_publication(hub, member, a.id);
  if (!index) return fail(index);
  return publication_answered(a, *index, "Declined; nothing of it is kept.");
}

}  // namespace

std::vector<SharingVerb> publishing() {
  OptionSpec const id{"ID", "of the public edition, as 'product publications' says it", &A::id, true};
  return {
      {"product", "publish", "propose to make public what of an edition may be; each agency whose reports it counts then says yes or no",
       {{"EDITION", "that you signed", &A::id, true}, {"--read-through", "I have read each commentary again, and nobody can be recognised in it", &A::whole}}, run_publish, R::release},
      {"product", "publications", "public editions, and those that wait for an answer", {}, run_publications, R::see_agreements},
      {"product", "publication", "one public edition: what of it is or would be public, and what is left out and why", {id, {"--out", "write it as a file, once it is public: .html, .csv, .ods, .xlsx, .json, or .svg for its maps", &A::out}}, run_publication, R::see_agreements},
      {"product", "confirm-publication", "say yes for your agency, whose reports it counts", {id}, run_confirm_publication, R::see_agreements},
      {"product", "decline-publication", "say no; what was proposed is not kept", {id}, run_decline_publication, R::see_agreements},
  };
}

}  // namespace concordat::cli
