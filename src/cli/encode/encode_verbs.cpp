// SPDX-License-Identifier: Apache-2.0
#include "cli/encode/encode_verbs.h"

#include "cli/encode/runs.h"

namespace concordat::cli {
namespace {

using A = EncodeArguments;
using Options = std::vector<EncodeOption>;

EncodeOption const own_key{"--key", "the own private key of this agreement and epoch", &A::key, true};
EncodeOption const other_key{"--with", "the other party's public key", &A::with, true};
EncodeOption const log{"--log", "log of what was asked, answered and compared; made where it is not there", &A::log, true};
EncodeOption const most{"--most", "how many questions an officer may ask in an epoch, 1 to 20 (default: 20)", &A::most};
EncodeOption const a_key{"--a-key", "public key of whoever made A", &A::a_key, true};
EncodeOption const b_key{"--b-key", "public key of whoever made B", &A::b_key, true};
EncodeOption const declared{"--enclave", "declaration that both parties signed", &A::enclave, true};

Options with_columns(Options options, bool postcode = false) {
  options.insert(options.end(), {{"--forename", "heading of the forenames (default: forename)", &A::forename}, {"--surname", "heading of the surnames (default: surname)", &A::surname},
                                 {"--born", "heading of the dates of birth (default: date_of_birth)", &A::born}, {"--sex", "heading of the sex (default: sex)", &A::sex}});
  if (postcode) options.push_back({"--postcode", "heading of the postcodes (default: postcode)", &A::postcode});
  return options;
}

std::vector<EncodeVerb> question_verbs() {
  return {
      {"ask", "a sealed question about one person: does the other party hold something?",
       with_columns({{"PERSON", "CSV with one row", &A::in, true}, own_key, other_key, {"--officer", "who asks: an id, not a name", &A::officer, true},
                     {"--purpose", "purpose of the agreement, as prevent-violence", &A::purpose, true}, log, {"--out", "file to write: the question", &A::out, true}, most}),
       run_encode_ask},
      {"answer", "who asks and for what; with --decision the sealed answer, which is yes with a contact point, no, or declined",
       with_columns({{"QUESTION", "file that the other party sent", &A::in, true}, own_key, other_key, {"--people", "CSV of the people this party holds", &A::people},
                     {"--decision", "necessary, or not-necessary: then nothing is looked up", &A::decision}, {"--by", "who decided: an id, not a name", &A::by},
                     {"--contact", "whom to ask where the answer is yes", &A::contact}, {"--log", "log of what was asked, answered and compared; made where it is not there", &A::log},
                     {"--out", "file to write: the answer", &A::out}, most}),
       run_encode_answer},
      {"read", "what the other party answered",
       {{"ANSWER", "file that the other party sent", &A::in, true}, {"--question", "the question it answers", &A::question, true}, own_key, other_key},
       run_encode_read},
  };
}

std::vector<EncodeVerb> all_verbs() {
  std::vector<EncodeVerb> verbs{
      {"key", "make the key of one party for one agreement and one epoch: FILE, and FILE.pub for the other party",
       {{"--agreement", "reference of the agreement", &A::agreement, true}, {"--epoch", "period after which new keys are made, as 2026-11", &A::epoch, true},
        {"--party", "who makes it", &A::party, true}, {"--out", "file to write; only its owner can read it", &A::out, true}},
       run_encode_key},
      {"tokens", "a list of people as keyed tokens, which name nobody and are compared where nobody has the key",
       with_columns({{"PEOPLE", "CSV, TSV or JSON Lines; one row a person", &A::in, true}, own_key, other_key, {"--out", "file to write", &A::out, true}}), run_encode_tokens},
      {"match", "how many people are on both lists of tokens; small counts are hidden",
       {{"A", "list of one party", &A::in, true}, {"B", "list of the other", &A::second, true}, a_key, b_key, {"--officer", "who compares: an id, not a name", &A::officer, true}, log},
       run_encode_match},
      {"enclave", "declare the place where filters may be compared, or sign what the other party declared",
       {{"DECLARATION", "file: made where it is not there, otherwise signed", &A::in, true}, own_key, {"--place", "where it stands", &A::place}, {"--operator", "who runs it", &A::run_by},
        {"--until", "last day, as 2026-12-31", &A::until}, {"--seal-to", "its public key, as concordat backup key makes one", &A::seal_to}},
       run_encode_enclave},
      {"filters", "a list of people as filters that bear misspelling, sealed to a declared enclave",
       with_columns({{"PEOPLE", "CSV, TSV or JSON Lines; one row a person", &A::in, true}, own_key, other_key, declared, {"--out", "file to write", &A::out, true}}, true),
       run_encode_filters},
      {"similar", "inside the enclave: how many people are on both lists of filters; small counts are hidden",
       {{"A", "list of one party", &A::in, true}, {"B", "list of the other", &A::second, true}, a_key, b_key, declared, {"--identity", "the enclave's private key", &A::identity, true},
        {"--officer", "who compares: an id, not a name", &A::officer, true}, log},
       run_encode_similar},
  };
  auto questions = question_verbs();
  verbs.insert(verbs.begin() + 3, questions.begin(), questions.end());
  return verbs;
}

}  // namespace

std::span<EncodeVerb const> encode_verbs() {
  static auto const all = all_verbs();
  return all;
}

}  // namespace concordat::cli
