// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/public_content.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/json_list.h"
#include "base/text.h"
#include "hub/publishing/publication_rows.h"

namespace concordat::hub::publishing {
namespace {

constexpr std::string_view not_for_all = "It was made for partners, and no rule makes it public.";

/// The latest that any figure of the edition is of: figures of a later one are not those that were signed beside.
std::optional<Quarter> quarter_of(Edition const& edition) {
  std::optional<Quarter> latest;
  for (auto const& figure : edition.figures) {
    for (auto const word : text::split(figure.period, ' ')) {
      auto const quarter = parse_quarter(word.substr(0, word.find(';')));
      if (quarter && (!latest || *latest < *quarter)) latest = quarter;
    }
  }
  return latest;
}

std::vector<std::string> methods(PublicFigures const& figures) {
  std::vector<std::string> all{"Each count is changed a little: by at most 5, so that 1 and 2 are never shown and nothing is changed on average. The same reports give the same figure in every table and every edition.",
          fmt::format("Areas with fewer than {} residents have no figure. A table with more than half its figures below 3 is left out.", figures.fewest_residents),
          "'*' stands for a figure below the smallest that the agreements let be shown; nought is among them.",
          "Figures need not add up to that of all areas together, since each is changed by itself."};
  if (!figures.settings.empty()) all.push_back("Protection settings: " + figures.settings + ".");
  if (figures.outlines.is_object()) all.emplace_back("A map is drawn from the figures of the table beside it and says no more: five classes of reports, not of reports for each resident; hatched where the figure is hidden.");
  return all;
}

std::vector<std::string> limits() {
  return {"Figures are reports, not incidents: one incident may be reported to several agencies, so sources are not added up.",
          "Much violence is reported to nobody. An area with a low figure is not a safe one.",
          "A difference of a few reports between areas or quarters may be chance, or the change that protects people.",
          "Figures describe places, never the people who live there."};
}

class Content {
 public:
  Content(Hub& hub, Edition const& edition) : hub_{hub}, edition_{edition} {}

  void leave_out(std::string what, std::string why) { left_out_.push(Json{}.set("what", std::move(what)).set("why", std::move(why))); }

  void add_words(Forenames const& names) {
    for (auto const& view : edition_.sections) {
      if (!view.kept) leave_out(view.section.title, "The words have reached their day and are no longer kept.");
      if (view.words.empty()) continue;
      auto const found = identifiers_in(view.words, names);
      if (found.empty()) {
        sections_.push(Json{}.set("title", view.section.title).set("words", view.words));
        continue;
      }
      std::vector<std::string> kinds;
      for (auto const kind : found) kinds.emplace_back(words_of(kind).view());
      leave_out(view.section.title, fmt::format("The commentary holds {}.", text::join(kinds, ", ")));
    }
  }

  void add_partner_parts() {
    for (auto const& figure : edition_.figures) leave_out(figure.title, std::string{not_for_all});
    for (auto const& [work, what] : {std::pair{catalogue::Work::deliveries, "Deliveries of the feeds"}, {catalogue::Work::prescribed, "Prescribed items"}}) {
      if (edition_.product.has(work)) leave_out(what, "It tells partners of each other's feeds, and nobody else.");
    }
    for (auto const& [work, what] : {std::pair{catalogue::Work::costs, "Costs"}, {catalogue::Work::projection, "Projection"}, {catalogue::Work::changes, "Changes since the last edition"}}) {
      if (edition_.product.has(work)) leave_out(what, "It is worked out from figures for partners.");
    }
  }

  Json finish(PublicFigures const& figures, std::string const& quarter, Json control) && {
    for (auto const& one : figures.left_out) leave_out(one.what, one.why);
    Json tables{Json::Array{}};
    for (auto const& table : figures.tables) tables.push(to_json(table));
    auto const& row = edition_.row;
    Json json;
    json.set("format", "concordat-public-edition/1").set("title", row.title).set("number", row.number).set("product", edition_.product.id).set("quarter", quarter);
    json.set("partnership", hub_.partnership().name).set("edition", row.id).set("edition_hash", row.content_hash).set("edition_entry", row.ledger_index);
    json.set("data_version", figures.data_version).set("attribution", figures.attribution).set("method", list_of(methods(figures))).set("limits", list_of(limits()));
    json.set("control", std::move(control));
    if (figures.outlines.is_object()) json.set("outlines", figures.outlines).set("fewest_residents", figures.fewest_residents);
    return std::move(json.set("sections", std::move(sections_)).set("tables", std::move(tables)).set("left_out", std::move(left_out_)));
  }
  [[nodiscard]] std::size_t sections() const { return sections_.array().size(); }

 private:
  Hub& hub_;
  Edition const& edition_;
  Json sections_{Json::Array{}};
  Json left_out_{Json::Array{}};
};

/// In the role in which the product is signed, where the member has it.
std::string role_of(Editor const& editor, Edition const& edition) {
  auto const role = std::ranges::find_if(edition.product.sign_off, [&](auto const& one) { return editor.member.has_role(one); });
  return role == edition.product.sign_off.end() ? editor.role : *role;
}

}  // namespace

Result<PublicContent> public_content(Hub& hub, store::Transaction& transaction, Editor const& editor, Edition const& edition, Forenames const& names) {
  auto const quarter = quarter_of(edition);
  PublicFigures figures;
  std::vector<EarlierTable> before;
  if (quarter) {
    auto const earlier = earlier_tables(transaction.connection());
    if (!earlier) return fail(earlier);
    auto made = public_figures(hub, transaction, {"", editor.member.agency, editor.member.id, role_of(editor, edition), edition.row.purpose}, *quarter, *earlier);
    if (!made) return fail(made);
    figures = std::move(*made);
    before = *earlier;
  } else {
    figures.left_out.push_back({"Figures", "The edition has none, so it is of no quarter."});
  }
  PublicContent all;
  all.quarter = quarter ? format_quarter(*quarter) : std::string{};
  std::set<std::string> others;
  for (auto const& table : figures.tables) {
    if (table.agency != editor.member.agency) others.insert(table.agency);
  }
  all.needed.assign(others.begin(), others.end());
  Content content{hub, edition};
  content.add_words(names);
  content.add_partner_parts();
  all.sections = content.sections();
  auto const areas = hub.release_areas() == nullptr ? 0 : hub.release_areas()->stored.set.size();
  all.canonical = std::move(content).finish(figures, all.quarter, control_of(figures, before, areas)).canonical();
  all.tables = std::move(figures.tables);
  all.witnesses = std::move(figures.witnesses);
  return all;
}

}  // namespace concordat::hub::publishing
