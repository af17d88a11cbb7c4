// SPDX-License-Identifier: Apache-2.0
// The public register of agreements: what is shared, by whom, for what and on which law; nothing about who signed.
// Its form is docs/formats/register.md, and docs/formats/register.schema.json for machines.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "agreements/standing.h"
#include "agreements/document.h"
#include "agreements/print.h"
#include "agreements/vocabulary.h"
#include "base/json.h"

namespace concordat::agreements::analysis {

struct RegisterParty {
  std::string agency;
  std::string name;
  std::string kind;
  bool discloses = false;
  bool receives = false;
};

struct RegisterLaw {
  std::string id;
  std::string title;
};

/// One rule, without its conditions in full: who gives what kind of data to whom.
struct RegisterFlow {
  std::string rule;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<std::string> roles;
  std::vector<std::string> purposes;
  Form form = Form::aggregate;
  RegisterLaw gateway;
  std::vector<std::string> fields;  ///< as people call them
  std::string kept;
  bool onward = false;
};

struct RegisterEntry {
  std::string id;
  std::int64_t version = 0;
  std::string title;
  std::string summary;
  Standing standing = Standing::not_signed;
  Date from{};
  Date until{};
  Date review_by{};
  std::optional<Assessment> dpia = {};
  std::optional<std::pair<std::string, std::string>> owner = {};  ///< agency and role of the contact
  std::vector<RegisterParty> parties;
  std::vector<std::pair<std::string, std::string>> purposes;  ///< id and because
  std::vector<RegisterFlow> flows;
  std::vector<std::string> never;  ///< prohibitions in words
  std::string sha256;              ///< of the document, so that anybody who holds it can tell
};

using RegisterOwner = std::optional<std::pair<std::string, std::string>>;  ///< agency and role; nothing: nobody answers for it

/// A list of people that an agency sends: whose, and who answers for it. Nothing of anybody on it.
struct RegisterList {
  std::string id;
  std::string title;
  std::string agency;
  RegisterOwner owner = {};
  bool in_use = false;
};

/// An analytic that the hub runs; its record says what it does (definitions/transparency).
struct RegisterAlgorithm {
  std::string id;
  std::string title;
  RegisterOwner owner = {};
};

/// What the hub has beside its agreements.
struct RegisterExtras {
  std::vector<RegisterList> lists = {};
  std::vector<RegisterAlgorithm> algorithms = {};
};

struct Register {
  std::string partnership;
  Date as_of{};
  std::vector<RegisterEntry> entries;  ///< by id, the newest version first
  RegisterExtras extras = {};
};

/// Every version that was signed by all who must, whatever became of it. Drafts and proposals are nobody's business yet.
[[nodiscard]] Register make_register(std::string partnership, std::span<InForce const> held, Date today, PrintNames const& names = {}, RegisterExtras extras = {});
[[nodiscard]] Json to_json(Register const& all);

}  // namespace concordat::agreements::analysis
