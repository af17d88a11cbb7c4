// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/put_file.h"
#include "cli/sharing/runs.h"
#include "hub/products/annex.h"
#include "hub/products/edition_control.h"
#include "hub/products/feeds_told.h"
#include "hub/products/json_of.h"
#include "hub/release/reading.h"

namespace concordat::cli {
namespace {

using A = SharingArguments;
using R = hub::Right;

constexpr std::size_t most_changes_printed = 12;
constexpr std::size_t most_commentary_file = 64 * 1024;

/// In words, each with the word to type after it.
std::string purposes_in_words(hub::Hub const& hub, catalogue::Product const& product) {
  std::vector<std::string> words;
  for (auto const& id : product.purposes) {
    auto const* purpose = hub.catalogue().purpose(id);
    words.push_back(purpose == nullptr ? id : fmt::format("{} ({})", purpose->title, id));
  }
  return text::join(words, "; ");
}

Result<Shown> run_product_list(hub::Hub& hub, hub::Member const&, A const&) {
  auto const products = hub::products_of(hub);
  if (!products) return fail(products);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& product : products->products) {
    shown.json.push(hub::to_json(product));
    shown.text += fmt::format("{:<30} {}\n{:>30} {}\n{:>30} written {}, for {}; signed off by {}\n", product.id, product.title, "", product.about, "", hub::every_words(product.every), purposes_in_words(hub, product), text::join(product.sign_off, ", "));
  }
  return shown;
}

Result<Shown> run_product_editions(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const rows = hub::editions(hub, editor_of(member));
  if (!rows) return fail(rows);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& row : *rows) {
    shown.json.push(hub::to_json(row));
    shown.text += fmt::format("{}  {} {}: {}{}\n", row.id, row.product, row.number, row.as_entered ? "" : "NOT AS SIGNED: ",
                              row.is_signed() ? fmt::format("signed off {} by {}, ledger index {}", row.signed_at.substr(0, 10), row.signed_by, row.ledger_index)
                                              : fmt::format("a draft, opened {} by {}", row.opened_at.substr(0, 10), row.opened_by));
  }
  if (rows->empty()) shown.text = "Your agency has no edition of any product yet. 'concordat product open' begins one.\n";
  return shown;
}

std::string figure_text(hub::EditionFigure const& figure) {
  if (!figure.files.empty()) {
    auto out = fmt::format("    {} ({}), release {}, ledger index {}\n", figure.title, figure.period, figure.release, figure.ledger_index);
    if (auto const version = hub::version_of(figure); !version.released_at.empty()) out += fmt::format("      released {}; data {}\n", version.released_at.substr(0, 10), version.data_version);
    for (auto const& text : hub::in_short(figure)) out += fmt::format("      - {}\n", text);
    if (auto const* summary = hub::file_of(figure.files, "summary.txt")) {
      for (auto const& line : hub::read_summary(summary->content)) out += fmt::format("      {}{}\n", line.warning ? "! " : "- ", line.text);
    }
    return out;
  }
  auto out = fmt::format("    {}: not here. {}\n", figure.title, figure.why);
  for (auto const& reason : figure.refused) {
    out += fmt::format("      {} {}\n      What helps: {}\n", reason.code, reason.why, reason.remedy);
  }
  if (!figure.remedy.empty()) out += fmt::format("      What helps: {}\n", figure.remedy);
  return out;
}

std::string changes_text(hub::Edition const& edition) {
  if (!edition.compared_with) return "    There is no signed edition before this one to compare with.\n";
  if (edition.changes.empty()) return fmt::format("    Nothing differs from edition {}.\n", *edition.compared_with);
  auto out = fmt::format("    Since edition {}:\n", *edition.compared_with);
  for (auto const& change : edition.changes) {
    out += fmt::format("    {} ({} then, {} now): {} figures differ", change.title, change.period_before, change.period_now, change.cells.size());
    if (!change.new_columns.empty()) out += fmt::format(", new: {}", text::join(change.new_columns, ", "));
    if (change.squares_came + change.squares_went > 0) out += fmt::format(", {} squares came into the highest class and {} went", change.squares_came, change.squares_went);
    out += "\n";
    for (std::size_t i = 0; i < std::min(change.cells.size(), most_changes_printed); ++i) {
      auto const& cell = change.cells[i];
      out += fmt::format("      {}, {}: {} then, {} now\n", cell.row, cell.column, cell.before, cell.now);
    }
    if (change.cells.size() > most_changes_printed) out += "      and more: all of them are in --json and in the annex\n";
  }
  return out;
}

std::string costs_text(hub::Reckoning const& reckoning) {
  std::string out;
  for (auto const& line : reckoning.lines) {
    out += fmt::format("    {}: {} reports in {} quarters ({} to {}) at {} to {} pounds each: {} to {} pounds, borne by {}\n      prices of {}; {}{}\n", line.source, hub::with_commas(line.reports), line.quarters, format_quarter(line.first), format_quarter(line.last), hub::with_commas(line.cost.low),
                       hub::with_commas(line.cost.high), hub::pounds_words(line.low), hub::pounds_words(line.high), line.cost.sector, line.cost.price_base, line.cost.from,
                       line.cost.checked ? "" : "; not yet checked against it");
    if (!line.cost.changed_by.empty()) out += fmt::format("      changed by {} on {}: {}\n", line.cost.changed_by, line.cost.changed_on, line.cost.why);
  }
  for (auto const& source : reckoning.without) out += fmt::format("    {}: no unit cost is held; add a line to unit_costs.csv\n", source);
  for (auto const& said : hub::in_short(reckoning)) out += fmt::format("    {}\n", said);
  return out + "    Lines are not added up: two sources may tell of the same violence.\n";
}

std::string projection_text(std::vector<hub::SourceProjection> const& projections) {
  std::string out;
  for (auto const& one : projections) {
    auto const& quarters = one.projection.quarters;
    if (quarters.empty()) {
      out += fmt::format("    {}: {}\n", one.source, one.why_none);
      continue;
    }
    out += fmt::format("    {}\n", one.source);
    for (auto const& next : quarters) {
      auto const low = std::to_string(std::llround(next.expected_low));
      auto const high = std::to_string(std::llround(next.expected_high));
      out += fmt::format("      {}: {} reports; {:.0f} to {:.0f} in four of five cases, {:.0f} to {:.0f} in nineteen of twenty\n", format_quarter(next.quarter), low == high ? low : low + " to " + high, next.low_80,
                         next.high_80, next.low_95, next.high_95);
    }
    if (one.projection.hidden > 0) out += fmt::format("      {} of its {} quarters have a hidden count: it is taken for all that it may be.\n", one.projection.hidden, one.projection.rests_on);
  }
  return out + "    The level of the quarters so far is carried on, without trend or season; the limits grow, since a level may move.\n";
}

std::string basis_text(hub::SourcesAndLimits const& facts, catalogue::Work work) {
  std::string out;
  auto const add = [&](std::vector<std::string> const& texts) {
    for (auto const& text : texts) out += fmt::format("    - {}\n", text);
  };
  if (work == catalogue::Work::sources) {
    for (auto const& source : facts.sources) out += fmt::format("    - {} of the reports\n", source);
    add(facts.coverage);
  } else {
    add(facts.missing);
    add(facts.limits);
  }
  return out;
}

std::string deliveries_text(Json const& deliveries) {
  std::string out;
  for (auto const& feed : deliveries.array()) {
    out += fmt::format("    {}, {} ({})\n", feed["agency_name"].string(), feed["title"].string(), feed["source"].string());
    for (auto const& period : feed["periods"].array()) out += fmt::format("      {}\n", hub::period_words(period));
    if (auto const later = hub::later_file_words(feed); !later.empty()) out += fmt::format("      {}\n", later);
    if (feed["shows"].string() == "nothing") {
      out += "      Its supplier shows nobody how complete it is; the coverage of each table stands for that.\n";
      continue;
    }
    if (!feed["taken_in"].string().empty()) out += fmt::format("      rows that could be taken in: {}\n", feed["taken_in"].string());
    for (auto const& gap : feed["gaps"].array()) out += fmt::format("      {}: filled in {}\n", gap["field"].string(), gap["filled"].string());
  }
  return out.empty() ? "    No feed here brings reports that the tables of violence count.\n" : out;
}

std::string prescribed_text(Json const& prescribed) {
  std::string out;
  for (auto const& item : prescribed.array()) {
    std::vector<std::string> holders;
    for (auto const& holder : item["holders"].array()) holders.push_back(holder.string());
    out += fmt::format("    {:<6}{}{}: {}; {}\n", item["number"].string(), item["title"].string(), holders.empty() ? "" : fmt::format(" ({})", text::join(holders, ", ")), hub::item_words(item),
                       item["counted"].boolean() ? "the tables above count it" : "no table above counts it");
  }
  return out;
}

/// Editions that were signed by an earlier version of this program do not say it.
std::string as_of_text(hub::Edition const& edition) {
  auto const day = edition.told["as_of"].string();
  return day.empty() ? day : fmt::format("    As it stood on {}.\n", day);
}

std::string work_text(hub::Edition const& edition, catalogue::Work work) {
  switch (work) {
    case catalogue::Work::sources:
    case catalogue::Work::limits: return basis_text(hub::sources_and_limits(edition), work);
    case catalogue::Work::changes: return changes_text(edition);
    case catalogue::Work::costs: return costs_text(hub::reckon(hub::series_in(edition), edition.costs));
    case catalogue::Work::projection: return projection_text(hub::projections(hub::series_in(edition)));
    case catalogue::Work::deliveries: return as_of_text(edition) + deliveries_text(edition.told["deliveries"]);
    case catalogue::Work::prescribed: return as_of_text(edition) + prescribed_text(edition.told["prescribed"]);
  }
  return {};
}

}  // namespace

hub::Editor editor_of(hub::Member const& member) {
  auto const may = [&](std::string const& role) { return hub::allowed(R::release, std::vector{role}); };
  auto const role = std::ranges::find_if(member.roles, may);
  return {member, role == member.roles.end() ? std::string{"none"} : *role};
}

std::string edition_text(hub::Edition const& edition) {
  auto const& row = edition.row;
  auto out = fmt::format("{}, edition {}{}\n", row.title, row.number, row.is_signed() ? fmt::format(", signed off {} by {}, ledger index {}", row.signed_at.substr(0, 10), row.signed_by, row.ledger_index) : fmt::format(": a draft, version {}, told {}", row.version, hub::mark_of_told(edition)));
  if (edition.product.victim_first) out += "Of people who come to harm: nothing in it serves to act against them, and it says of nobody who they are.\n";
  for (auto const& view : edition.sections) {
    auto const& section = view.section;
    out += fmt::format("\n{} [{}]{}\n", section.title, section.id, section.law.empty() ? "" : ", " + section.law);
    if (!view.kept) out += "  The words have reached their day and are no longer kept.\n";
    else if (!view.words.empty()) out += fmt::format("  {}\n  ({}, {}, writing {})\n", view.words, view.written_by, view.written_at.substr(0, 16), view.writing);
    else if (!section.ask.empty()) out += fmt::format("  * to be written: {}\n", section.ask);
    if (!view.found.empty()) {
      std::vector<std::string> kinds;
      for (auto const kind : view.found) kinds.emplace_back(hub::words_of(kind).view());
      out += fmt::format("  ! These words hold {}. Write of places and groups, never of a person.\n", text::join(kinds, ", "));
    }
    for (auto const& table : section.tables) {
      auto const figure = std::ranges::find(edition.figures, table, &hub::EditionFigure::table);
      if (figure != edition.figures.end()) out += figure_text(*figure);
    }
    for (auto const work : section.works) out += work_text(edition, work);
  }
  return out;
}

namespace {

Result<Shown> shown_edition(hub::Hub& hub, hub::Editor const& editor, std::string const& id) {
  auto const edition = hub::see_edition(hub, editor, id);
  if (!edition) return fail(edition);
  return Shown{hub::to_json(*edition), edition_text(*edition), false};
}

Result<Shown> run_product_open(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const id = hub::open_edition(hub, editor_of(member), {a.id, a.purpose, a.quarter});
  if (!id) return fail(id);
  auto shown = shown_edition(hub, editor_of(member), *id);
  if (shown) shown->text = fmt::format("Edition {}\n", *id) + shown->text;
  return shown;
}

Result<Shown> run_product_show(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_edition(hub, editor_of(member), a.id); }

Result<Shown> run_product_refresh(hub::Hub& hub, hub::Member const& member, A const& a) {
  if (auto done = hub::refresh_edition(hub, editor_of(member), a.id); !done) return fail(done);
  return shown_edition(hub, editor_of(member), a.id);
}

Result<Shown> run_product_write(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto words = a.word;
  if ((words.empty() ? 0 : 1) + (a.words_file.empty() ? 0 : 1) + (a.away ? 1 : 0) != 1) {
    return fail(Fault::malformed, "edition.one-of-three", "It is not said what is to stand in the section, or twice.", "Give the words with --words, or with --file, or take away what stands there with --remove.");
  }
  if (!a.words_file.empty()) {
    auto const read = read_file(a.words_file, most_commentary_file);
    if (!read) return fail(read);
    words = *read;
  }
  if (auto done = hub::write_commentary(hub, editor_of(member), a.id, a.section, words, a.over.empty() ? std::nullopt : std::optional{a.over}); !done) return fail(done);
  bool const gone = text::trim(words).empty();
  return Shown{std::move(Json{}.set("edition", a.id).set("section", a.section).set("written", !gone)), fmt::format("{}: {}\n", a.section, gone ? "what stood there is taken away" : "written"), false};
}

Result<Shown> run_product_sign(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const version = text::parse_integer(a.number);
  if (!a.number.empty() && !version) return fail(Fault::malformed, "edition.version", "That is no version of an edition.", "Give the number that 'product show' says, or leave it out.");
  auto const index = hub::sign_off(hub, editor_of(member), a.id, {version, a.told});
  if (!index) return fail(index);
  return Shown{std::move(Json{}.set("edition", a.id).set("ledger_index", *index)), fmt::format("Signed off; ledger index {}. It does not change any more.\n", *index), false};
}

Result<Shown> run_product_discard(hub::Hub& hub, hub::Member const& member, A const& a) {
  if (auto done = hub::discard_edition(hub, editor_of(member), a.id); !done) return fail(done);
  return Shown{std::move(Json{}.set("edition", a.id).set("discarded", true)), "The draft and its words are gone.\n", false};
}

Result<Shown> run_product_report(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const edition = hub::see_edition(hub, editor_of(member), a.id);
  if (!edition) return fail(edition);
  auto const report = hub::control_report_of(*edition);
  return Shown{render::json_of(report), render::text_of(report), false};
}

Result<Shown> run_product_annex(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const format = sheet_out::format_of(a.out);
  if (!format) return fail(format);
  auto const edition = hub::see_edition(hub, editor_of(member), a.id);
  if (!edition) return fail(edition);
  auto const book = hub::annex_of(*edition, *format, hub.clock().now());
  if (!book) return fail(book);
  if (auto written = put_file(a.out, *book); !written) return fail(written);
  return Shown{std::move(Json{}.set("edition", a.id).set("file", a.out).set("bytes", static_cast<std::uint64_t>(book->size()))), fmt::format("{}: written\n", visible(a.out)), false};
}

}  // namespace

std::vector<SharingVerb> producing() {
  OptionSpec const id{"ID", "of the edition", &A::id, true};
  return {
      {"product", "list", "what can be written here, for which purposes, and who signs it off", {}, run_product_list, R::release},
      {"product", "editions", "your agency's editions, newest first", {}, run_product_editions, R::release},
      {"product", "open", "begin an edition: its figures are released to your agency, through the gate like any other",
       {{"PRODUCT", "as 'product list' names it", &A::id, true}, {"--purpose", "what it is for, in a word of the definitions", &A::purpose, true, {}, Known::purposes}, {"--quarter", "a complete quarter, as 2026-Q1 (default: the latest complete one)", &A::quarter}},
       run_product_open, R::release},
      {"product", "show", "an edition: figures, commentary, what changed since the last one, limits", {id}, run_product_show, R::release},
      {"product", "write", "put your words into a section; sealed; write of places and groups, never of a person",
       {id, {"--section", "as 'product show' names it", &A::section, true}, {"--words", "the words", &A::word}, {"--file", "file with the words, instead of --words", &A::words_file}, {"--remove", "take away what stands there", &A::away}, {"--over", "the writing that they take the place of, as 'product show' says it; where another stands there by now, nothing is changed", &A::over}}, run_product_write, R::release},
      {"product", "refresh", "ask for every figure of a draft again: with newer data, or as it is agreed now", {id}, run_product_refresh, R::release},
      {"product", "sign-off", "sign an edition that others wrote; it does not change any more", {id, {"--number", "version that you read, as 'product show' says it (default: as it stands)", &A::number}, {"--told", "mark of what it tells of feeds and costs, as 'product show' says it (default: as it stands)", &A::told}}, run_product_sign, R::release},
      {"product", "annex", "an edition as a workbook (XLSX or OpenDocument), a sheet a table", {id, {"--out", "file to write, .xlsx or .ods", &A::out, true}}, run_product_annex, R::release},
      {"product", "report", "disclosure control of an edition on one page: what was done to its figures, and what an attacker tried and got", {id}, run_product_report, R::release},
      {"product", "discard", "throw a draft and its words away", {id}, run_product_discard, R::release},
  };
}

}  // namespace concordat::cli
