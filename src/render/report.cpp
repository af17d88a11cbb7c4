// SPDX-License-Identifier: Apache-2.0
#include "render/report.h"

#include <fmt/format.h>

namespace concordat::render {
namespace {

// Sizes in rem, so that a reader's own text size holds. A picture is never wider than a comfortable page; on
// a phone its words (class key) grow, since the picture itself shrinks to a third. On paper nothing scrolls,
// a table repeats its head on every page, and the 25 columns of a week still fit A4.
constexpr std::string_view style = R"(
:root { color-scheme: light; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { font: 1rem/1.5 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff; margin: 0; overflow-wrap: break-word; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1rem; }
header { border-bottom: 4px solid #105ba4; padding-top: 1rem; padding-bottom: .75rem; }
header p { margin: .2rem 0; max-width: 45rem; }
h1 { font-size: 1.9rem; line-height: 1.15; margin: .2rem 0 .4rem; }
h2 { font-size: 1.35rem; line-height: 1.2; margin: 2.2rem 0 .4rem; }
.stamp { font-weight: bold; }
section > p, footer > p { max-width: 45rem; }
.note { font-size: .875rem; margin: .4rem 0 1rem; }
nav ul { margin: .8rem 0 0; padding: 0; list-style: none; }
nav li { padding: .3rem 0; }
a { color: #0b4a8a; }
a:focus-visible, .scroll:focus-visible { outline: 3px solid #0b0c0c; outline-offset: 2px; box-shadow: 0 0 0 8px #ffdd00; }
dl { margin: .6rem 0; }
@media (min-width: 40rem) { dl { display: grid; grid-template-columns: 11rem 1fr; gap: .3rem 1rem; } dd { grid-column: 2; } }
dt { font-weight: bold; }
dd { margin: 0 0 .3rem; overflow-wrap: anywhere; max-width: 45rem; }
.scroll { overflow: auto; max-height: 36rem; margin: 1rem 0 .4rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .35rem; text-align: right; white-space: nowrap; }
thead th { position: sticky; top: 0; z-index: 1; background: #f3f2f1; border-bottom: 2px solid #0b0c0c; }
tbody th, tfoot th, thead th:first-child { text-align: left; }
tbody th { font-weight: normal; }
tfoot th, tfoot td { font-weight: bold; border-top: 2px solid #0b0c0c; }
svg { display: block; width: 100%; max-width: 47.5rem; height: auto; border: 1px solid #b1b4b6; }
code { font-family: "Courier New", monospace; overflow-wrap: anywhere; }
footer { border-top: 1px solid #b1b4b6; margin-top: 2rem; padding-top: .75rem; padding-bottom: 2rem; font-size: .9375rem; }
@media (max-width: 36rem) { svg .key { font-size: 23px; } h1 { font-size: 1.5rem; } tbody th { white-space: normal; min-width: 7rem; } }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { font-size: 9.5pt; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav { display: none; }
  section > p, footer > p, dd { max-width: none; }
  h2, caption, thead { break-after: avoid; }
  svg { break-inside: avoid; max-width: none; max-height: 20cm; border: 0; }
  .scroll { overflow: visible; max-height: none; }
  table { font-size: 7.5pt; }
  thead th { position: static; }
  th, td { padding: 1pt 2.5pt; }
  tbody th { white-space: normal; }
  tr, dd { break-inside: avoid; }
}
)";

/// One term with all its texts, so that "Limits" is said once.
std::string facts(std::vector<std::pair<std::string, std::string>> const& pairs) {
  std::string out = "<dl>\n";
  std::string_view last;
  for (auto const& [label, text] : pairs) {
    if (label != last) out += fmt::format("<dt>{}</dt>", escape_markup(label));
    out += fmt::format("<dd>{}</dd>\n", escape_markup(text));
    last = label;
  }
  return out + "</dl>\n";
}

std::string head(About const& about) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<title>{} – {}</title>\n<style>{}</style>\n</head>\n",
      escape_markup(about.title), escape_markup(about.partnership), style);
}

std::string page_header(About const& about, std::vector<ReportPart> const& parts) {
  std::string out = fmt::format(
      "<header>\n<p>{}</p>\n<h1>{}</h1>\n<p>{}. Released to {}. Purpose: {}.</p>\n<p class=\"stamp\">Ledger "
      "index "
      "{}</p>\n",
      escape_markup(about.partnership), escape_markup(about.title), escape_markup(about.period),
      escape_markup(about.recipient), escape_markup(about.purpose), about.ledger_index);
  out += "<nav aria-label=\"On this page\">\n<ul>\n";
  for (auto const& part : parts) {
    out += fmt::format("<li><a href=\"#{}-heading\">{}</a></li>\n", escape_markup(part.id),
                       escape_markup(part.heading));
  }
  return out + "<li><a href=\"#about-heading\">About these figures</a></li>\n</ul>\n</nav>\n</header>\n";
}

std::string section(ReportPart const& part) {
  return fmt::format(
      "<section aria-labelledby=\"{0}-heading\">\n<h2 "
      "id=\"{0}-heading\">{1}</h2>\n<p>{2}</p>\n{3}</section>\n",
      escape_markup(part.id), escape_markup(part.heading), escape_markup(part.lead), part.body);
}

std::string footer(About const& about) {
  return fmt::format(
      "<footer>\n<p>To check this page against the ledger: "
      "<code>concordat ledger verify --release-file FILE</code>, or export the ledger and use any program "
      "that reads "
      "C2SP tlog-tiles. An area without a figure is not an area without violence: its number may be hidden "
      "because it "
      "is small, or nobody may have told an agency.</p>\n<p>Release {}, ledger index {}.</p>\n</footer>\n",
      escape_markup(about.release), about.ledger_index);
}

}  // namespace

std::string html_report(About const& about, std::vector<ReportPart> const& parts) {
  std::string out = head(about) + "<body>\n" + page_header(about, parts) + "<main>\n";
  for (auto const& part : parts) out += section(part);
  out += section({"about", "About these figures",
                  "What they rest on, how they were made and what they cannot say.", facts(lines(about))});
  return out + "</main>\n" + footer(about) + "</body>\n</html>\n";
}

}  // namespace concordat::render
