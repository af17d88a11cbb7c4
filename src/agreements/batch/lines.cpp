// SPDX-License-Identifier: Apache-2.0
#include "agreements/batch/lines.h"

#include <fstream>

#include <fmt/format.h>

namespace concordat::agreements {

Finding bad_line(std::filesystem::path const& file, std::uint64_t line, std::string message) {
  return {Severity::error, "request-malformed", file.string(), static_cast<std::uint32_t>(line), 0, std::move(message),
          "Write the request as docs/formats/question.md says."};
}

Result<void> each_line(std::filesystem::path const& file, Findings& findings, std::function<bool(std::uint64_t, Json const&)> const& take) {
  std::ifstream lines{file, std::ios::binary};
  if (!lines) {
    return fail(Fault::not_found, "batch.no-requests", "There is no file of requests here.", "Name it with --requests: one JSON document a line.");
  }
  std::string line;
  for (std::uint64_t number = 1; std::getline(lines, line); ++number) {
    auto const json = Json::parse(line);
    if (!json) {
      findings.push_back(bad_line(file, number, "the line is no JSON document"));
    } else if (!take(number, *json)) {
      break;
    }
  }
  return {};
}

std::optional<Question> question_in(Json const& json, World const& world, std::filesystem::path const& file, std::uint64_t line, Findings& findings) {
  auto read = question_from(json, world.people);
  for (auto const& fault : read.faults) findings.push_back(bad_line(file, line, sentence_of(fault)));
  return std::move(read.value);
}

}  // namespace concordat::agreements
