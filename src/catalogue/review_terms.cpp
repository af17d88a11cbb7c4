// SPDX-License-Identifier: Apache-2.0
#include "catalogue/review_terms.h"

#include "catalogue/decode.h"

namespace concordat::catalogue {
namespace {

constexpr int most = 1'000;

}  // namespace

ReviewTerms load_review_terms(std::string const& folder) {
  ReviewTerms terms;
  auto const path = folder + "/review.yaml";
  auto const document = read_yaml_file(path);
  if (!document) {
    terms.findings.push_back(document.error());
    return terms;
  }
  auto const remarks = Remarks{path, terms.findings};
  auto map = MapReader{*document, remarks, "the file"};
  auto const number = [&](std::string_view name) {
    auto const a_day = map.integer(name);
    if (a_day >= 0 && a_day <= most) return static_cast<int>(a_day);
    remarks.error("bad-number", *document, std::string{name} + " is no number for a day", "Write a whole number from 0 to 1000.");
    return 0;
  };
  terms.looks_outside_queue = number("looks_outside_queue");
  terms.judged_of_samples = number("judged_of_samples");
  map.done();
  return terms;
}

}  // namespace concordat::catalogue
