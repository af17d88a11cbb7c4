// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/report_file.h"

#include "base/file.h"

namespace concordat::cli {

FileAnswer answer_of(DisclosureReport const& report) { return {render::json_of(report), render::text_of(report)}; }

Result<std::string> report_bytes(DisclosureReport const& report, std::string const& path) {
  if (path.ends_with(".html")) return render::html_of(report);
  if (path.ends_with(".json")) return render::json_of(report).canonical() + "\n";
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
