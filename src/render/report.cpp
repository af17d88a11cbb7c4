// SPDX-License-Identifier: Apache-2.0
#include "render/report.h"

#include <fmt/format.h>

namespace concordat::render {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light; }
body { font: 1rem/1.45 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff; margin: 0; }
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header { border-bottom: 4px solid #105ba4; padding-top: 1rem; padding-bottom: .75rem; }
h1 { font-size: 1.9rem; line-height: 1.15; margin: .2rem 0 .4rem; }
h2 { font-size: 1.3rem; margin: 1.8rem 0 .4rem; }
.stamp { font-weight: bold; }
dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; margin: .6rem 0; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .6rem 0; }
.scroll:focus-visible { outline: 3px solid #ffbf47; outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .2rem .5rem; text-align: right; white-space: nowrap; }
tbody th, thead th:first-child { text-align: left; }
svg { width: 100%; height: auto; border: 1px solid #b1b4b6; }
code { font-family: "Courier New", monospace; overflow-wrap: anywhere; }
footer { border-top: 1px solid #b1b4b6; margin-top: 2rem; padding-top: .75rem; padding-bottom: 2rem; font-size: .875rem; }
@media print {
  body { font-size: 9.5pt; }
  .scroll { overflow: visible; }
  section { break-inside: avoid; }
  table { font-size: 7.5pt; }
  th, td { padding: 1pt 3pt; }
  svg { max-height: 14cm; }
}
)";

std::string facts(std::vector<std::pair<std::string, std::string>> const& pairs) {
  std::string out = "<dl>\n";
  for (auto const& [label, text] : pairs) {
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_markup(label), escape_markup(text));
  }
  return out + "</dl>\n";
}

}  // namespace

std::string html_report(About const& about, std::vector<ReportPart> const& parts) {
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<title>{0} – {1}</title>\n<style>{2}</style>\n</head>\n<body>\n<header>\n<p>{1}</p>\n<h1>{0}</h1>\n"
      "<p>{3}. Released to {4} for {5}.</p>\n<p class=\"stamp\">Ledger index {6}</p>\n</header>\n<main>\n",
      escape_markup(about.title), escape_markup(about.partnership), style, escape_markup(about.period),
      escape_markup(about.recipient), escape_markup(about.purpose), about.ledger_index);
  for (auto const& part : parts) {
    out += fmt::format("<section aria-labelledby=\"{0}-heading\">\n<h2 id=\"{0}-heading\">{1}</h2>\n<p>{2}</p>\n{3}</section>\n",
                       part.id, escape_markup(part.heading), escape_markup(part.lead), part.body);
  }
  out += "<section aria-labelledby=\"about-heading\">\n<h2 id=\"about-heading\">About these figures</h2>\n";
  out += facts(lines(about));
  out += fmt::format(
      "</section>\n</main>\n<footer>\n<p>To check this page against the ledger: "
      "<code>concordat ledger verify --release-file FILE</code>, or export the ledger and use any program that reads "
      "C2SP tlog-tiles. An area without a figure is not an area without violence: its number may be hidden because it "
      "is small, or nobody may have told an agency.</p>\n<p>Release {}, ledger index {}.</p>\n</footer>\n</body>\n</html>\n",
      escape_markup(about.release), about.ledger_index);
  return out;
}

}  // namespace concordat::render
