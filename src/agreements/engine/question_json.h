// SPDX-License-Identifier: Apache-2.0
// A question as JSON: for files of requests, for programs, and for the record from which a decision is replayed. The keys
// are written down in docs/formats/question.md. A key or value that is not understood refuses the question.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agreements/engine/request.h"
#include "base/json.h"

namespace concordat::agreements {

struct Question {
  Request request = {};
  Facts facts = {};
  std::optional<bool> expect = {};  ///< whether all of it should be permitted, where the file says so
};

/// People named by a question with "user", and the agencies they belong to.
struct KnownPeople {
  struct Person {
    std::string agency;
    std::string role;
  };
  std::map<std::string, Person, std::less<>> people = {};
  std::map<std::string, std::string, std::less<>> agencies = {};  ///< kind by agency
  std::vector<std::string> areas = {};
};

/// What is wrong with the JSON: a key, and a sentence about it.
struct QuestionFault {
  std::string key;  ///< empty: the whole
  std::string message;
};
[[nodiscard]] std::string sentence_of(QuestionFault const& fault);

template <class T>
struct OrFaults {
  std::optional<T> value = {};
  std::vector<QuestionFault> faults = {};
};

/// {"agencies": [{"id", "kind"}], "users": [{"id", "agency", "role"}], "areas": [..]}
[[nodiscard]] OrFaults<KnownPeople> people_from(Json const& json);
[[nodiscard]] OrFaults<Question> question_from(Json const& json, KnownPeople const& people);
/// Reads back as the same question.
[[nodiscard]] Json to_json(Request const& request, Facts const& facts);

}  // namespace concordat::agreements
