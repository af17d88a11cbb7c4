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
  auto const looks = map.integer("looks_outside_queue");
  if (looks < 0 || looks > most) {
    remarks.error("bad-number", *document, "looks_outside_queue is no number of looks a day", "Write a whole number from 0 to 1000.");
  } else {
    terms.looks_outside_queue = static_cast<int>(looks);
  }
  map.done();
  return terms;
}

}  // namespace concordat::catalogue
