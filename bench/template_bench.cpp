// SPDX-License-Identifier: Apache-2.0
// A typical page (layout, header, form, table of 50 rows), against Nunjucks in Node on the same page right after.
//
//   template_bench     exit code 1 where our page takes more than 1 ms of CPU, or differs from Nunjucks' by a byte
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"
#include "template/templates.h"

namespace {

std::string read(std::filesystem::path const& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

}  // namespace

int main() {
  std::filesystem::path const folder{CONCORDAT_BENCH_TEMPLATES};
  auto const start_load = std::clock();
  auto const templates = concordat::page_template::Templates::load(folder / "bench.json");
  auto const context = concordat::Json::parse(read(folder / "bench-context.json"));
  if (!templates || !context) {
    std::fputs("The compiled page is not there: build the target template_bench.\n", stderr);
    return 1;
  }
  std::printf("loading %.1f ms\n", 1000.0 * static_cast<double>(std::clock() - start_load) / CLOCKS_PER_SEC);
  constexpr int pages = 400;
  std::string html;
  for (int warm = 0; warm < 20; ++warm) html = templates->render("bench.njk", *context).value();
  auto const start = std::clock();
  for (int i = 0; i < pages; ++i) html = templates->render("bench.njk", *context).value();
  double const ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / pages;
  std::printf("ours     %.3f ms a page of %zu bytes\n", ms, html.size());
  std::fflush(stdout);
  std::ofstream{folder / "bench-ours.html", std::ios::binary} << html;
  auto const command = std::string{CONCORDAT_BENCH_NODE " " CONCORDAT_BENCH_SCRIPT " "} + folder.string();
  bool const equal = std::system(command.c_str()) == 0;
  if (!equal) std::puts("FAILED: Nunjucks gives another page");
  if (ms > 1) std::puts("FAILED: more than 1 ms");
  return equal && ms <= 1 ? 0 : 1;
}
