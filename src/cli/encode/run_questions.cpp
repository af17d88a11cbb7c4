// SPDX-License-Identifier: Apache-2.0
// encode ask, encode answer, encode read.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/chance.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/encode/runs.h"
#include "linkage/encoded/ask_log.h"
#include "linkage/encoded/question.h"

namespace concordat::cli {
namespace {

using linkage::Asked;
using linkage::AskLine;
using linkage::AskLog;
using linkage::Reply;

constexpr std::uint64_t largest_message = 1 << 16;

Tried<std::size_t> questions_allowed(EncodeArguments const& arguments) {
  if (arguments.most < 0 || arguments.most > static_cast<std::int64_t>(AskLog::most_questions)) {
    return stopped(Problem{Fault::malformed, "encode.most", "An officer may ask 1 to 20 questions in an epoch; the limit can be made lower and not higher.", "Give --most a number from 1 to 20."});
  }
  return arguments.most == 0 ? AskLog::most_questions : static_cast<std::size_t>(arguments.most);
}

/// The line of a question, as the party whose `theirs` is the other one keeps it.
AskLine line_of(Asked what, linkage::PartyCard const& asker, linkage::PartyCard const& asked, linkage::PartyCard const& other, linkage::Question const& question) {
  return {what, asker.use(), asked.use().party, question.officer, question.purpose, question.id, other.key_id()};
}

bool holds(linkage::Pair const& pair, std::vector<EncodePerson> const& people, linkage::Question const& question) {
  linkage::Tokeniser const tokeniser{pair.key};
  return std::ranges::any_of(people, [&](EncodePerson const& person) { return linkage::is_held(question, tokeniser.tokens(person.fields())); });
}

/// No tool of this project serves it, by whatever name it is called.
Problem immigration() {
  return {Fault::refused, "encode.immigration", "Nothing is asked or answered for a purpose of immigration.", "No decision lifts this.", {}};
}
bool is_of_immigration(std::string_view purpose) {
  auto const lower = text::ascii_lower(purpose);
  return lower.find("immigra") != std::string::npos || lower.find("deport") != std::string::npos || lower.find("asylum") != std::string::npos;
}

/// `asked`: nothing without a log.
FileAnswer who_asks(linkage::Pair const& pair, linkage::Question const& question, std::optional<std::size_t> asked) {
  Json json;
  json.set("from", pair.theirs.use().party).set("officer", question.officer).set("purpose", question.purpose).set("asked_before", asked ? Json{static_cast<std::uint64_t>(*asked)} : Json{nullptr});
  return {json, fmt::format("{} of {} asks about one person for {}. Asked before in this epoch: {}.\nNothing was looked up. Decide whether it is necessary, and say so with --decision and --by.\n",
                            question.officer, pair.theirs.use().party, question.purpose, asked ? std::to_string(*asked) : std::string{"not known without --log"})};
}

Tried<Reply> look_up(EncodeArguments const& arguments, linkage::Pair const& pair, linkage::Question const& question, Clock const& clock) {
  if (arguments.decision == "not-necessary") return Reply::declined;
  auto const people = read_people(arguments, arguments.people, clock, false);
  if (!people) return stopped(people);
  return holds(pair, *people, question) ? Reply::yes : Reply::no;
}

Tried<void> check_decision(EncodeArguments const& arguments) {
  bool const necessary = arguments.decision == "necessary";
  if (!necessary && arguments.decision != "not-necessary") {
    return stopped(Problem{Fault::malformed, "encode.decision", "The decision is neither necessary nor not-necessary.", "Give --decision one of the two."});
  }
  if (!linkage::is_key_word(arguments.by) || arguments.log.empty() || arguments.out.empty() || (necessary && (arguments.people.empty() || arguments.contact.empty()))) {
    return stopped(Problem{Fault::malformed, "encode.answer-needs", "Something that an answer needs was not given.",
                           "Give --by, --log and --out, and with --decision necessary also --people and --contact."});
  }
  return {};
}

}  // namespace

Tried<FileAnswer> run_encode_ask(EncodeArguments const& arguments, Clock const& clock) {
  auto const hands = read_hands(arguments);
  if (!hands) return stopped(hands);
  auto const most = questions_allowed(arguments);
  if (!most) return stopped(most);
  auto const people = read_people(arguments, arguments.in, clock, false);
  if (!people) return stopped(people);
  if (people->size() != 1) {
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::refused, "encode.one-person", "A question is about one person, and the file has not one row.", "Put one person into the file; each is asked about for itself."}}};
  }
  SystemChance chance;
  linkage::Question const question{linkage::question_id(chance), arguments.officer, arguments.purpose, linkage::Tokeniser{hands->pair.key}.tokens(people->front().fields())};
  if (is_of_immigration(question.purpose)) return stopped(immigration());
  if (question.tokens.empty()) {
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::malformed, "encode.too-little", "Too little is known of the person to ask.", "Give a surname and a date of birth at least."}}};
  }
  auto const bytes = linkage::seal_question(hands->pair, question, chance);
  if (!bytes) return stopped(bytes);
  auto log = AskLog::open(arguments.log);
  if (!log) return in_file(arguments.log, log);
  auto const line = line_of(Asked::asked, hands->pair.mine, hands->pair.theirs, hands->pair.theirs, question);
  if (auto const fine = log->may_ask(line, *most); !fine) return stopped(fine);
  if (auto const fine = log->key_is_fresh(line); !fine) return in_file(arguments.with, fine);
  // The log says nothing of what could not be written, and what it says lies there.
  auto out = PendingFile::write(arguments.out, *bytes, {.existing = Existing::refuse});
  if (!out) return in_file(arguments.out, out);
  if (auto const done = log->add(line, clock.now()); !done) return in_file(arguments.log, done);
  if (auto const done = out->place(); !done) return in_file(arguments.out, done);
  auto const left = *most - log->questions_of(line);
  Json json;
  json.set("question", question.id).set("left", left).set("log_hash", log->last_hash());
  return FileAnswer{json, fmt::format("The question is in {}. {} may ask {} more in this epoch.\n", arguments.out, question.officer, left)};
}

Tried<FileAnswer> run_encode_answer(EncodeArguments const& arguments, Clock const& clock) {
  auto const hands = read_hands(arguments);
  if (!hands) return stopped(hands);
  auto const& pair = hands->pair;
  auto const most = questions_allowed(arguments);
  if (!most) return stopped(most);
  auto const bytes = read_file(arguments.in, largest_message);
  if (!bytes) return in_file(arguments.in, bytes);
  auto const question = linkage::open_question(pair, *bytes);
  if (!question) return in_file(arguments.in, question);
  if (is_of_immigration(question->purpose)) return stopped(immigration());
  if (arguments.decision.empty() && arguments.log.empty()) return who_asks(pair, *question, std::nullopt);
  auto log = AskLog::open(arguments.log);
  if (!log) return in_file(arguments.log, log);
  auto line = line_of(Asked::declined, pair.theirs, pair.mine, pair.theirs, *question);
  if (arguments.decision.empty()) return who_asks(pair, *question, log->questions_of(line));
  if (auto const fine = check_decision(arguments); !fine) return stopped(fine);
  if (auto const fine = log->may_ask(line, *most); !fine) return stopped(fine);
  if (auto const fine = log->key_is_fresh(line); !fine) return in_file(arguments.with, fine);
  auto const reply = look_up(arguments, pair, *question, clock);
  if (!reply) return stopped(reply);
  line.what = *reply == Reply::yes ? Asked::yes : *reply == Reply::no ? Asked::no : Asked::declined;
  line.by = arguments.by;
  SystemChance chance;
  auto const answer = linkage::seal_answer(pair, {question->id, *reply, *reply == Reply::yes ? arguments.contact : ""}, chance);
  if (!answer) return stopped(answer);
  // The log says nothing of what could not be written, and what it says lies there.
  auto out = PendingFile::write(arguments.out, *answer, {.existing = Existing::refuse});
  if (!out) return in_file(arguments.out, out);
  if (auto const done = log->add(line, clock.now()); !done) return in_file(arguments.log, done);
  if (auto const done = out->place(); !done) return in_file(arguments.out, done);
  Json json;
  json.set("question", question->id).set("log_hash", log->last_hash());
  return FileAnswer{json, fmt::format("The answer is in {}. Send it to {}; whoever carries it cannot read it.\n", arguments.out, pair.theirs.use().party)};
}

Tried<FileAnswer> run_encode_read(EncodeArguments const& arguments, Clock const& /*clock*/) {
  auto const hands = read_hands(arguments);
  if (!hands) return stopped(hands);
  auto const asked = read_file(arguments.question, largest_message);
  if (!asked) return in_file(arguments.question, asked);
  auto const question = linkage::open_own_question(hands->pair, *asked);
  if (!question) return in_file(arguments.question, question);
  auto const bytes = read_file(arguments.in, largest_message);
  if (!bytes) return in_file(arguments.in, bytes);
  auto const answer = linkage::open_answer(hands->pair, *bytes, question->id);
  if (!answer) return in_file(arguments.in, answer);
  Json json;
  constexpr std::array words{"no", "yes", "declined"};
  json.set("answer", words[static_cast<std::size_t>(answer->reply)]);
  if (answer->reply == Reply::yes) json.set("contact", answer->contact);
  switch (answer->reply) {
    case Reply::yes:
      return FileAnswer{json, fmt::format("Yes. Ask the contact point: {}\n", answer->contact)};
    case Reply::no:
      return FileAnswer{json, "No.\n"};
    case Reply::declined:
      break;
  }
  return FileAnswer{json, "Declined: the other party does not find the question necessary. Ask your lead to speak with theirs.\n"};
}

}  // namespace concordat::cli
