// SPDX-License-Identifier: Apache-2.0
// What is asked, and what is known when it is asked. Everything is passed in: the engine reads no clock and no database.
//
// Facts are three-valued: what is absent is not known, and what is not known is never met by a rule and always hit by a
// prohibition. An empty list is known to be empty.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agreements/terms.h"
#include "base/date.h"

namespace concordat::agreements {

struct Request {
  std::string asker;               ///< agency the data would go to
  std::vector<std::string> roles;  ///< of the person who asks
  std::string discloser;           ///< agency that supplied the data, or that passes the result on
  std::string purpose;
  Form form = Form::aggregate;
  std::vector<std::string> fields;
  std::vector<std::string> areas = {};           ///< every area the answer reaches; none: not known
  std::vector<std::string> joined_with = {};     ///< fields the answer would be joined with
  std::optional<std::int64_t> subjects = {};     ///< people in the answer; nothing: not known
  /// As the asker says; nothing: not said. Of a single person it can only make the answer stricter: PersonFacts::role counts.
  std::optional<std::string> subject_role = {};
  std::optional<bool> necessity_stated = {};
};

/// One case that the asker says the request is about.
struct CaseFact {
  std::string type;  ///< "gang-conference"
  bool open = false;
  bool requester_is_member = false;
  bool subject_is_listed = false;
};

struct ConsentFact {
  std::string from;                   ///< subject, parent
  std::vector<std::string> purposes;  ///< it was given for
  Date given;
  bool withdrawn = false;
};

/// What a guardian decided; of several by the same, the last counts.
struct GuardianFact {
  std::string by;      ///< role: caldicott-guardian
  std::string agency;  ///< whose guardian
  Date made;
  bool allows = false;
};

/// A joint assessment; of several with the same tool, the last counts.
struct ConcernFact {
  std::string tool;  ///< empty: whatever tool a rule asks for
  int band = 0;      ///< J0 to J4
  Date assessed;
};

/// Somebody who said yes to this very request. The caller leaves the asker out.
struct ApprovalFact {
  std::string approver;
  std::string role;
  std::string agency;
  Date given;
};

/// About the person asked for. Secret from an asker who is not a member of an open case about the person.
struct PersonFacts {
  std::optional<std::vector<CaseFact>> cases = {};
  std::optional<std::vector<ConsentFact>> consents = {};
  std::optional<std::vector<GuardianFact>> decisions = {};
  std::optional<std::vector<ConcernFact>> concerns = {};
  std::optional<int> age = {};
  std::optional<std::vector<std::string>> areas = {};     ///< the person is linked to
  std::optional<std::string> role = {};                   ///< in the records asked for; in a question "may I?", as supposed
  std::optional<std::vector<std::string>> handling = {};  ///< every handling code on the items asked for
};

struct Facts {
  std::optional<Date> today = {};  ///< never behind a day already seen; nothing: every request is refused
  /// Course and day passed, of the person who asks; nothing: not known.
  std::optional<std::map<std::string, Date, std::less<>>> trained = {};
  std::optional<int> minute = {};  ///< of the day
  PersonFacts person = {};
  std::optional<std::vector<ApprovalFact>> approvals = {};
  bool break_glass = false;    ///< danger to life or of serious harm was declared, and its time is not over
  bool own_figures = false;    ///< the hub lets an agency see figures of its own data: no disclosure takes place
  bool audit_overdue = false;  ///< the asking agency has not done its sample of disclosures for too long
  std::uint64_t version = 0;   ///< of the state the facts were read from
};

}  // namespace concordat::agreements
