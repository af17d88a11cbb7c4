// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hub/edition_shares/edition_shares.h"
#include "hub/products/annex.h"
#include "hub/products/edition_control.h"
#include "hub/products/json_of.h"
#include "hub/release/reading.h"
#include "pages/chart.h"
#include "pages/picture/picture.h"
#include "pages/picture/released_table.h"
#include "pages/products/products.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::string id_of(Visit const& visit) { return std::string{visit.param("edition")}; }

/// One released table with its picture; null where the edition has shown the same bytes further up.
Json part_model(hub::EditionFigure const& figure, hub::ReleaseFile const& csv, std::set<std::string>& shown) {
  if (!shown.insert(csv.content).second) return {};
  auto table = hub::read_released_table(csv.content);
  bool const squares = hub::is_map(table);
  Json part;
  part.set("name", csv.name.substr(0, csv.name.size() - 4)).set("file", "/releases/" + figure.release + "/files/" + csv.name);
  part.set("row_heading", std::int64_t{!squares && table.heading.size() > 1 && table.heading[1] == "Area" ? 1 : 0}).set("squares", squares);
  auto const period = hub::about(table, "Period");
  auto title = hub::about(table, "Title");
  // A title that names the period does not name it twice.
  if (auto const end = ", " + period; title.ends_with(end)) title.resize(title.size() - end.size());
  part.set("title", std::move(title)).set("period", period);
  if (squares) part.set("classes", classes_of(table));
  part.set("notes", notes_of(table));
  part.set("table", to_json(squares ? of_highest_class(std::move(table)) : table));
  if (auto const* svg = hub::file_of(figure.files, part["name"].string() + ".svg")) part.set("picture", as_data_address(svg->content));
  return part;
}

Json figure_model(hub::EditionFigure const& figure, std::set<std::string>& shown) {
  auto model = hub::to_json(figure);
  Json parts{Json::Array{}};
  for (auto const& file : figure.files) {
    if (!file.name.ends_with(".csv")) continue;
    auto part = part_model(figure, file, shown);
    if (!part.is_null()) parts.push(std::move(part));
  }
  if (!figure.release.empty()) model.set("href", "/releases/" + figure.release);
  auto const made = model["released_at"].string();
  model.set("released", made.empty() ? Json{} : instant_model(made));
  auto findings = findings_of(figure.files);
  for (auto const& text : model["in_short"].array()) findings.push(Json{}.set("warning", false).set("text", text));
  return std::move(model.set("findings", std::move(findings)).set("parts", std::move(parts)));
}

Json section_model(hub::Edition const& edition, hub::EditionSection const& view, Json model, std::set<std::string>& shown) {
  Json figures{Json::Array{}};
  for (auto const& table : view.section.tables) {
    auto const figure = std::ranges::find(edition.figures, table, &hub::EditionFigure::table);
    if (figure != edition.figures.end()) figures.push(figure_model(*figure, shown));
  }
  if (!view.written_at.empty()) model.set("written", instant_model(view.written_at));
  return std::move(model.set("figures", std::move(figures)));
}

/// Whether this person could sign it, as far as that can be said before it is tried: role, and another's work.
bool may_sign(Visit const& visit, hub::Edition const& edition) {
  bool const wrote = std::ranges::find(edition.hands, visit.who->member) != edition.hands.end();
  return !edition.row.is_signed() && !wrote && hub::may_sign(editor_of(visit), edition.product);
}

/// Those the edition can be shared with; whose reports it counts are chosen already.
Json agency_choices(Visit const& visit, hub::Edition const& edition) {
  auto const suppliers = hub::suppliers_in(edition, visit.who->agency);
  Json list{Json::Array{}};
  for (auto const& agency : visit.hub.agencies()) {
    if (agency.id == visit.who->agency) continue;
    bool const supplies = std::ranges::find(suppliers, agency.id) != suppliers.end();
    list.push(Json{}.set("id", agency.id).set("name", agency.name).set("supplies", supplies));
  }
  return list;
}

Result<Answer> show_edition(Visit& visit) {
  auto const edition = hub::see_edition(visit.hub, editor_of(visit), id_of(visit));
  if (!edition) return fail(edition);
  View view{"products/edition"};
  view.model = edition_model(visit, *edition);
  bool const own = edition->row.is_signed() && edition->row.signed_by == visit.who->member;
  view.model.set("unsaved", Json{}).set("may_publish", own).set("share_with", own ? agency_choices(visit, *edition) : Json{Json::Array{}});
  view.model.set("may_sign", may_sign(visit, *edition)).set("may_write", !edition->row.is_signed());
  return view;
}

Go back_to(Visit const& visit, std::string const& section = {}) {
  Go go{"/products/editions/" + id_of(visit) + (section.empty() ? "" : "#" + section)};
  go.model.set("edition", id_of(visit));
  return go;
}

Result<Answer> write_section(Visit& visit) {
  if (!visit.input.faults.empty()) return show_edition(visit);
  auto const section = visit.input.text("section");
  auto const words = visit.input.text("words");
  auto const done = hub::write_commentary(visit.hub, editor_of(visit), id_of(visit), section, words, visit.input.text("writing"));
  if (done) return back_to(visit, section);
  if (done.error().code.view() != "edition.text-changed") return fail(done);
  // What was typed stays on the page, beside what another wrote meanwhile.
  auto page = show_edition(visit);
  if (!page) return page;
  auto& view = std::get<View>(*page);
  view.status = http::Status::conflict;
  view.model.set("unsaved", Json{}.set("section", section).set("words", words));
  return page;
}

Result<Answer> refresh(Visit& visit) {
  if (auto done = hub::refresh_edition(visit.hub, editor_of(visit), id_of(visit)); !done) return fail(done);
  return back_to(visit);
}

Result<Answer> sign(Visit& visit) {
  if (!visit.input.faults.empty()) return show_edition(visit);
  auto const index = hub::sign_off(visit.hub, editor_of(visit), id_of(visit), {static_cast<std::int64_t>(visit.input.number("version")), visit.input.text("told")});
  if (!index) return fail(index);
  auto go = back_to(visit);
  go.model.set("ledger_index", *index);
  return go;
}

Result<Answer> discard(Visit& visit) {
  if (auto done = hub::discard_edition(visit.hub, editor_of(visit), id_of(visit)); !done) return fail(done);
  Go go{"/products"};
  go.model.set("discarded", id_of(visit));
  return go;
}

Result<Answer> show_report(Visit& visit) {
  auto const edition = hub::see_edition(visit.hub, editor_of(visit), id_of(visit));
  if (!edition) return fail(edition);
  View view{"releases/report"};
  view.model = render::json_of(hub::control_report_of(*edition));
  view.model.set("back", "/products/editions/" + id_of(visit)).set("back_words", "edition").set("refused", false);
  return view;
}

Result<Answer> send_annex(Visit& visit) {
  if (!visit.input.faults.empty()) return show_edition(visit);
  auto const format = visit.input.text("format") == "ods" ? sheet_out::Format::ods : sheet_out::Format::xlsx;
  auto const edition = hub::see_edition(visit.hub, editor_of(visit), id_of(visit));
  if (!edition) return fail(edition);
  auto book = hub::annex_of(*edition, format, visit.hub.clock().now());
  if (!book) return fail(book);
  http::Response response{http::Status::ok, std::string{sheet_out::media_type_of(format).view()}, std::move(*book)};
  response.set_header("content-disposition", http::attachment(fmt::format("{}-{}.{}", edition->row.product, edition->row.number, sheet_out::extension_of(format).view())));
  return Sent{std::move(response)};
}

}  // namespace

Json edition_model(Visit const& visit, hub::Edition const& edition) {
  auto model = hub::to_json(edition);
  auto const whole = model;
  auto const row = edition_row_model(edition.row);
  for (auto const* name : {"href", "opened", "signed_when"}) {
    if (row.contains(name)) model.set(name, row[name]);
  }
  Json sections{Json::Array{}};
  std::set<std::string> shown;
  for (std::size_t i = 0; i < edition.sections.size(); ++i) {
    sections.push(section_model(edition, edition.sections[i], whole["sections"].array()[i], shown));
  }
  return std::move(model.set("sections", std::move(sections)).set("purpose_title", purpose_title(visit.hub, edition.row.purpose)));
}

void add_edition_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = "/products/editions/:edition" + std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::release, .inputs = std::move(inputs), .page = page});
  };
  add(http::Method::get, "", "One edition: figures as the gate gives them today, commentary, what changed, limits", {}, show_edition);
  add(http::Method::get, "/annex", "The edition as a workbook", {{.name = "format", .kind = InputKind::choice, .label = "the kind of workbook", .choices = {"xlsx", "ods"}}}, send_annex);
  add(http::Method::get, "/report", "Disclosure control of the edition: what was done to its figures, what an attacker tried and got", {}, show_report);
  add(http::Method::post, "/text", "Put words into a section of a draft",
      {{.name = "section", .label = "the section", .required = true}, {.name = "writing", .label = "the words it takes the place of"}, {.name = "words", .kind = InputKind::lines, .label = "the commentary", .longest = hub::longest_commentary}}, write_section);
  add(http::Method::post, "/figures", "Ask for every figure of a draft again", {}, refresh);
  add(http::Method::post, "/signature", "Sign an edition off, as it was read", {{.name = "version", .kind = InputKind::number, .label = "the version", .required = true}, {.name = "told", .label = "the mark of what it tells of feeds and costs"}}, sign);
  add(http::Method::post, "/end", "Throw a draft and its words away", {}, discard);
}

}  // namespace concordat::pages
