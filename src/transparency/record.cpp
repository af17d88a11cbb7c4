// SPDX-License-Identifier: Apache-2.0
#include "transparency/record.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <utility>

#include "base/markup.h"

namespace concordat::transparency {
namespace {

constexpr std::string_view not_stated = "Not stated yet: given when the record is published.";

// What nobody but the publishing body can know.
constexpr std::array to_add{
    std::string_view{"Dates of completion and of the next review (metadata)"},
    std::string_view{"Phase of use: before deployment, pilot, production or retired (metadata)"},
    std::string_view{"Address of a page with more information, where there is one (1.3)"},
    std::string_view{"How it was procured, where anybody was paid for it (2.1.4)"},
    std::string_view{"Reference and date of the impact assessments that were made here (2.5.1)"},
};

struct Answer {
  std::string_view section;
  std::string_view key;
  std::string_view number;
  std::string_view title;
  std::string_view text;
};

std::string_view stated(std::string const& text) { return text.empty() ? not_stated : std::string_view{text}; }

/// The whole record in the order of the standard: what the publisher says stands among what the note says.
std::vector<Answer> answers_of(Note const& note, Publisher const& publisher) {
  std::vector<Answer> all{{"overview", "name", "1.1", "Name", note.title}};
  auto const headings = atrs_headings();
  for (std::size_t i = 0; i < headings.size(); ++i) {
    auto const& heading = headings[i];
    if (heading.key == "third_party_involvement") {
      all.push_back({"overview", "contact", "1.4", "Contact", stated(publisher.contact)});
      all.push_back({heading.section, "organisation", "2.1.1", "Organisation", stated(publisher.organisation)});
      all.push_back({heading.section, "senior_responsible_owner", "2.1.3", "Senior responsible owner", stated(publisher.owner)});
    }
    all.push_back({heading.section, heading.key, heading.number, heading.title, note.atrs[i]});
  }
  return all;
}

Json list_json(std::vector<std::string> const& texts) {
  Json list{Json::Array{}};
  for (auto const& text : texts) list.push(Json{text});
  return list;
}

std::string html_list(std::vector<std::string> const& texts) {
  std::string out = "<ul>\n";
  for (auto const& text : texts) out += fmt::format("<li>{}</li>\n", escape_markup(text));
  return out + "</ul>\n";
}

std::string page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n"
      "<style>body{{font:16px/1.45 Arial,sans-serif;max-width:48em;margin:2em auto;padding:0 1em;color:#0b0c0c}}h2{{margin-top:1.8em}}h3{{margin:1.2em 0 .2em}}p{{margin:.2em 0}}"
      "table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;vertical-align:top;padding:.35em .6em;border-bottom:1px solid #b1b4b6}}th{{width:45%;font-weight:400}}"
      ".n{{color:#505a5f;font-weight:400}}@page{{size:A4;margin:18mm}}@media print{{body{{font-size:11pt;margin:0;max-width:none}}h2,h3{{break-after:avoid}}}}</style>\n"
      "</head>\n<body>\n{}</body>\n</html>\n",
      escape_markup(title), body);
}

std::string foot(Publisher const& publisher) {
  std::string list = "<ul>\n";
  for (auto const& one : to_add) list += fmt::format("<li>{}</li>\n", escape_markup(one));
  return fmt::format("<h2>What the publishing body still adds</h2>\n{}</ul>\n<p>Made by {} from the notes it comes with and from its own settings. Numbers under \"Settings\" are read from the program.</p>\n",
                     list, escape_markup(publisher.program));
}

}  // namespace

Json json_of(Note const& note, Publisher const& publisher) {
  Json record{Json::Object{}};
  std::map<std::string, Json, std::less<>> sections;
  for (auto const& answer : answers_of(note, publisher)) sections[std::string{answer.section}].set(std::string{answer.key}, answer.text);
  Json tier_2{Json::Object{}};
  for (auto& [key, section] : sections) {
    if (key != "overview") tier_2.set(key, std::move(section));
  }
  Json algo_care;
  for (std::size_t i = 0; i < algo_care_headings().size(); ++i) algo_care.set(std::string{algo_care_headings()[i].key}, note.algo_care[i]);
  Json settings{Json::Array{}};
  for (auto const& fact : note.facts) {
    Json one;
    one.set("name", fmt::format("{}.{}", fact.group, fact.name)).set("label", fact.label).set("value", fact.value);
    settings.push(std::move(one));
  }
  Json covers;
  covers.set("modules", list_json(note.modules)).set("verbs", list_json(note.verbs));
  Json adds{Json::Array{}};
  for (auto const& one : to_add) adds.push(Json{one});
  record.set("standard", "ATRS").set("standard_version", standard_version).set("id", note.name).set("program", publisher.program);
  record.set("tier_1", std::move(sections["overview"])).set("tier_2", std::move(tier_2)).set("algo_care", std::move(algo_care));
  record.set("never_used_for", list_json(note.never)).set("limits", list_json(note.limits)).set("settings", std::move(settings));
  record.set("covers", std::move(covers)).set("publisher_adds", std::move(adds));
  return record;
}

std::string html_of(Note const& note, Publisher const& publisher) {
  auto body = fmt::format("<h1>{}</h1>\n<p>{}</p>\n", escape_markup(note.title), escape_markup(note.atrs.front()));
  body += "<h2>What it must never be used for</h2>\n" + html_list(note.never);
  body += "<h2>What it cannot tell</h2>\n" + html_list(note.limits);
  std::string_view section;
  for (auto const& answer : answers_of(note, publisher)) {
    if (answer.section != section) body += fmt::format("<h2>{}</h2>\n", escape_markup(section_title(answer.section)));
    section = answer.section;
    body += fmt::format("<h3><span class=\"n\">{}</span> {}</h3>\n<p>{}</p>\n", answer.number, escape_markup(answer.title), escape_markup(answer.text));
  }
  body += "<h2>ALGO-CARE</h2>\n";
  for (std::size_t i = 0; i < algo_care_headings().size(); ++i) body += fmt::format("<h3>{}</h3>\n<p>{}</p>\n", algo_care_headings()[i].title, escape_markup(note.algo_care[i]));
  if (!note.facts.empty()) {
    body += "<h2>Settings</h2>\n<table>\n";
    for (auto const& fact : note.facts) body += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(fact.label), escape_markup(fact.value));
    body += "</table>\n";
  }
  return page(note.title, body + foot(publisher));
}

std::string index_of(std::span<Note const> notes, Publisher const& publisher) {
  auto body = fmt::format("<h1>Algorithmic transparency records</h1>\n<p>{}. Owner: {}. Contact: {}.</p>\n"
                          "<p>Each record follows the Algorithmic Transparency Recording Standard {} and carries an ALGO-CARE note. None of these methods ranks people, and none decides about a person.</p>\n<ul>\n",
                          escape_markup(stated(publisher.organisation)), escape_markup(stated(publisher.owner)), escape_markup(stated(publisher.contact)), standard_version);
  for (auto const& note : notes) {
    body += fmt::format("<li><a href=\"{0}.html\">{1}</a> (<a href=\"{0}.json\">JSON</a>): {2}</li>\n", escape_markup(note.name), escape_markup(note.title), escape_markup(note.atrs.front()));
  }
  return page("Algorithmic transparency records", body + "</ul>\n<p>Made by " + escape_markup(publisher.program) + ".</p>\n");
}

std::string text_of(Note const& note, Publisher const& publisher) {
  auto text = fmt::format("{}\n\n", note.title);
  auto const list = [&](std::string_view heading, std::vector<std::string> const& lines) {
    text += fmt::format("{}\n", heading);
    for (auto const& line : lines) text += fmt::format("  - {}\n", line);
    text += "\n";
  };
  list("Must never be used for", note.never);
  list("Cannot tell", note.limits);
  std::string_view section;
  for (auto const& answer : answers_of(note, publisher)) {
    if (answer.section != section) text += fmt::format("{}{}\n", section.empty() ? "" : "\n", section_title(answer.section));
    section = answer.section;
    text += fmt::format("  {} {}: {}\n", answer.number, answer.title, answer.text);
  }
  text += "\nALGO-CARE\n";
  for (std::size_t i = 0; i < algo_care_headings().size(); ++i) text += fmt::format("  {}: {}\n", algo_care_headings()[i].title, note.algo_care[i]);
  if (!note.facts.empty()) text += "\nSettings, read from the program\n";
  for (auto const& fact : note.facts) text += fmt::format("  {}: {}\n", fact.label, fact.value);
  return text;
}

}  // namespace concordat::transparency
