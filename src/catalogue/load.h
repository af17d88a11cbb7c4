// SPDX-License-Identifier: Apache-2.0
// Inside the catalogue module: reads each definition file into Definitions, remarking on what is wrong.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/csv.h"
#include "catalogue/decode.h"

namespace concordat::catalogue {

/// Where each id was defined, so that a cross reference that fails can be shown at its place.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// A name that must be defined somewhere: checked once everything is read.
struct Reference {
  enum class To : std::uint8_t { field, body, purpose, domain, exclusion };
  To to = To::field;
  std::string name;
  Place place;
};

struct Loading {
  std::string folder;
  Definitions definitions;
  Findings findings;
  std::vector<Reference> references;
  std::vector<std::string> exclusions;
  std::map<std::string, Place> taken;  ///< "field istv.assault_at" -> where first defined
};

/// Remarks "duplicate-id" where another thing of that kind already has this id or alias.
void claim(Loading& loading, std::string_view kind, std::string const& id, Place const& place);

/// Takes two filters that may be crossed; remarks on what is no pair of two known ones, or leads back to a filter by the pairs before. REQUIRES: the filters are loaded.
void take_filter_pair(Loading& loading, std::vector<std::string> const& ids, Place const& place);

void load_fields(Loading& loading);
void load_bodies(Loading& loading);
void load_test_vectors(Loading& loading);
void load_gateways(Loading& loading);
void load_words(Loading& loading);  ///< purposes, forms, roles, refusals, categories, feed kinds
void load_code_lists(Loading& loading);
void load_returns(Loading& loading);
void load_units(Loading& loading);  ///< REQUIRES: the fields are loaded
void check_references(Loading& loading);

}  // namespace concordat::catalogue
