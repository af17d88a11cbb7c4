// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/report_file.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/visible.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

Json json_of(DisclosureReport const& report) {
  auto const list = [](Lines const& lines) {
    Json all{Json::Array{}};
    for (auto const& [what, value] : lines) {
      Json one;
      one.set("what", what).set("result", value);
      all.push(std::move(one));
    }
    return all;
  };
  Json limits{Json::Array{}};
  for (auto const& limit : report.limits) limits.push(Json{limit});
  Json json;
  json.set("title", report.title).set("done", list(report.done)).set("attacks", list(report.tried)).set("limits", std::move(limits));
  return json;
}

std::string html_table(std::string_view heading, Lines const& lines) {
  auto text = fmt::format("<h2>{}</h2>\n<table>\n", heading);
  for (auto const& [what, value] : lines) text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", render::escape_markup(what), render::escape_markup(value));
  return text + "</table>\n";
}

std::string html_of(DisclosureReport const& report) {
  auto text = fmt::format(
      "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n"
      "<style>body{{font:16px/1.45 Arial,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}}table{{border-collapse:collapse;width:100%}}"
      "th,td{{text-align:left;vertical-align:top;padding:.35em .6em;border-bottom:1px solid #b1b4b6}}th{{width:45%;font-weight:400}}@page{{size:A4;margin:18mm}}</style>\n"
      "</head>\n<body>\n<h1>{0}</h1>\n",
      render::escape_markup(report.title));
  text += html_table("What was done", report.done);
  if (!report.tried.empty()) text += html_table("What an attacker tried, and got", report.tried);
  text += "<h2>What this does not hold against</h2>\n<ul>\n";
  for (auto const& limit : report.limits) text += fmt::format("<li>{}</li>\n", render::escape_markup(limit));
  return text + "</ul>\n</body>\n</html>\n";
}

}  // namespace

FileAnswer answer_of(DisclosureReport const& report) {
  auto text = report.title + "\n";
  for (auto const* const lines : {&report.done, &report.tried}) {
    for (auto const& [what, value] : *lines) text += fmt::format("{}: {}\n", visible(what), visible(value));
  }
  for (auto const& limit : report.limits) text += visible(limit) + "\n";
  return {json_of(report), std::move(text)};
}

Result<std::string> report_bytes(DisclosureReport const& report, std::string const& path) {
  if (path.ends_with(".html")) return html_of(report);
  if (path.ends_with(".json")) return json_of(report).canonical() + "\n";
  return fail(Fault::malformed, "protect.report", "The report's name ends neither in .html nor in .json.", "Give --report a name that ends in one of the two.");
}

Tried<void> write_both(std::string const& out, std::string const& text, std::string const& report_path, DisclosureReport const& report) {
  auto const page = report_path.empty() ? Result<std::string>{std::string{}} : report_bytes(report, report_path);
  if (!page) return tl::unexpected{FileTrouble{report_path, page.error()}};
  for (auto const& [path, bytes] : {std::pair{&report_path, &*page}, std::pair{&out, &text}}) {
    if (path->empty()) continue;
    if (auto const written = write_file(*path, *bytes, {.mode = 0600}); !written) return tl::unexpected{FileTrouble{*path, written.error()}};
  }
  return {};
}

}  // namespace concordat::cli
