// SPDX-License-Identifier: Apache-2.0
#include "render/disclosure_report.h"

#include <fmt/format.h>

#include "base/visible.h"
#include "render/about.h"

namespace concordat::render {
namespace {

Json lines_json(ReportLines const& lines) {
  Json all{Json::Array{}};
  for (auto const& [what, value] : lines) {
    Json one;
    one.set("what", what).set("result", value);
    all.push(std::move(one));
  }
  return all;
}

std::string lines_html(std::string_view heading, ReportLines const& lines) {
  if (lines.empty()) return {};
  auto text = fmt::format("<h2>{}</h2>\n<table>\n", heading);
  for (auto const& [what, value] : lines) text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(what), escape_markup(value));
  return text + "</table>\n";
}

}  // namespace

Json json_of(DisclosureReport const& report) {
  Json limits{Json::Array{}};
  for (auto const& limit : report.limits) limits.push(Json{limit});
  Json json;
  json.set("title", report.title);
  if (!report.release.empty()) json.set("release", lines_json(report.release));
  json.set("done", lines_json(report.done)).set("attacks", lines_json(report.tried)).set("limits", std::move(limits));
  return json;
}

DisclosureReport disclosure_report_of(Json const& json) {
  auto const read_lines = [&json](std::string_view name) {
    ReportLines lines;
    for (auto const& line : json[name].array()) lines.emplace_back(line["what"].string(), line["result"].string());
    return lines;
  };
  DisclosureReport report{json["title"].string(), read_lines("release"), read_lines("done"), read_lines("attacks"), {}};
  for (auto const& limit : json["limits"].array()) report.limits.push_back(limit.string());
  return report;
}

std::string text_of(DisclosureReport const& report) {
  auto text = visible(report.title) + "\n";
  bool const headed = !report.release.empty();
  for (auto const& [heading, lines] : {std::pair{"What this is", &report.release}, {"What was done", &report.done}, {"What an attacker tried, and got", &report.tried}}) {
    if (headed && !lines->empty()) text += fmt::format("\n{}\n", heading);
    for (auto const& [what, value] : *lines) text += fmt::format("{}{}: {}\n", headed ? "  " : "", visible(what), visible(value));
  }
  if (headed && !report.limits.empty()) text += "\nWhat this does not hold against\n";
  for (auto const& limit : report.limits) text += (headed ? "  " : "") + visible(limit) + "\n";
  return text;
}

std::string html_of(DisclosureReport const& report) {
  auto text = fmt::format(
      "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n"
      "<style>body{{font:16px/1.45 Arial,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}}table{{border-collapse:collapse;width:100%}}"
      "th,td{{text-align:left;vertical-align:top;padding:.35em .6em;border-bottom:1px solid #b1b4b6}}th{{width:45%;font-weight:400}}@page{{size:A4;margin:18mm}}</style>\n"
      "</head>\n<body>\n<h1>{0}</h1>\n",
      escape_markup(report.title));
  text += lines_html("What this is", report.release);
  text += lines_html("What was done", report.done);
  text += lines_html("What an attacker tried, and got", report.tried);
  text += "<h2>What this does not hold against</h2>\n<ul>\n";
  for (auto const& limit : report.limits) text += fmt::format("<li>{}</li>\n", escape_markup(limit));
  return text + "</ul>\n</body>\n</html>\n";
}

}  // namespace concordat::render
