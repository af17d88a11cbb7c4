// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/question.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/seal.h"
#include "linkage/encoded/message.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view question_start = "concordat-encode-question/1\n";
constexpr std::string_view answer_start = "concordat-encode-answer/1\n";
constexpr std::size_t sealed_length = 1'024;
constexpr std::size_t longest_contact = 200;
constexpr std::array replies{std::string_view{"no"}, std::string_view{"yes"}, std::string_view{"declined"}};

/// Where a message belongs: what it is, and from whom to whom under which agreement. `about`: the question it answers.
std::string place_of(std::string_view what, PartyCard const& from, PartyCard const& to, std::string_view about) {
  auto const& use = from.use();
  return message_of(what, {use.agreement, use.epoch, use.party, to.use().party, std::string{about}});
}

std::string seal_json(Pair const& pair, std::string_view start, Json const& json, std::string_view about, Chance& chance) {
  auto plain = json.canonical();
  plain.resize(sealed_length, ' ');
  auto const row = place_of(start, pair.mine, pair.theirs, about);
  return std::string{start} + crypto::seal(pair.key.derive("messages"), crypto::bytes_of(plain), {"encode", "message", row}, chance);
}

tl::unexpected<Problem> not_a_message() {
  return fail(Fault::malformed, "question.malformed", "This is no question or answer that concordat encode made.",
              "Name the file that concordat encode ask or concordat encode answer wrote.");
}

Result<Json> open_json(Pair const& pair, PartyCard const& from, PartyCard const& to, std::string_view start, std::string_view bytes, std::string_view about) {
  if (!bytes.starts_with(start)) return not_a_message();
  bytes.remove_prefix(start.size());
  if (bytes.size() != sealed_length + crypto::seal_overhead) return not_a_message();
  auto const row = place_of(start, from, to, about);
  auto const plain = crypto::open(pair.key.derive("messages"), bytes, {"encode", "message", row});
  if (!plain)
    return fail(Fault::refused, "question.does-not-open", "The file does not open with these keys.",
                "It was made for other parties, another agreement or epoch or another question, goes the other way, or was changed: ask for it again.");
  auto json = Json::parse(text::trim(*plain));
  if (!json) return not_a_message();
  return json;
}

tl::unexpected<Problem> no_words() {
  return fail(Fault::malformed, "question.words", "The officer, the purpose or the contact point is not as it may stand in a question or an answer.",
              "Use up to 64 letters, digits, dots, hyphens and underscores for officer and purpose, and one line of up to 200 for the contact point.");
}

Result<Question> question_from(Result<Json> const& json) {
  if (!json) return fail(json);
  Question question{(*json)["id"].string(), (*json)["officer"].string(), (*json)["purpose"].string(), {}};
  for (auto const& [kind, token] : (*json)["tokens"].object()) {
    auto const number = text::parse_integer(kind);
    auto const hash = crypto::hash_from_hex(token.string());
    if (!number || *number < 0 || *number > static_cast<int>(TokenKind::names_and_year) || !hash) return not_a_message();
    question.tokens.push_back({static_cast<TokenKind>(*number), *hash});
  }
  if (!is_key_word(question.id) || !is_key_word(question.officer) || !is_key_word(question.purpose) || question.tokens.empty()) return not_a_message();
  return question;
}

bool is_contact(std::string_view contact) {
  return !contact.empty() && contact.size() <= longest_contact && text::is_utf8(contact) && text::trim(contact) == contact &&
         std::ranges::none_of(contact, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string question_id(Chance& chance) {
  std::array<std::byte, 16> bytes{};
  chance.fill(bytes);
  return crypto::to_hex(bytes);
}

Result<std::string> seal_question(Pair const& pair, Question const& question, Chance& chance) {
  if (!is_key_word(question.officer) || !is_key_word(question.purpose)) return no_words();
  Json tokens{Json::Object{}};
  for (auto const& one : question.tokens) tokens.set(std::to_string(static_cast<int>(one.kind)), crypto::to_hex(one.token));
  Json json;
  json.set("id", question.id).set("officer", question.officer).set("purpose", question.purpose).set("tokens", std::move(tokens));
  return seal_json(pair, question_start, json, "", chance);
}

Result<std::string> seal_answer(Pair const& pair, Answer const& answer, Chance& chance) {
  if (answer.reply == Reply::yes && !is_contact(answer.contact)) return no_words();
  Json json;
  json.set("reply", replies[static_cast<std::size_t>(answer.reply)]);
  if (answer.reply == Reply::yes) json.set("contact", answer.contact);
  return seal_json(pair, answer_start, json, answer.question, chance);
}

Result<Question> open_question(Pair const& pair, std::string_view bytes) {
  return question_from(open_json(pair, pair.theirs, pair.mine, question_start, bytes, ""));
}

Result<Question> open_own_question(Pair const& pair, std::string_view bytes) {
  return question_from(open_json(pair, pair.mine, pair.theirs, question_start, bytes, ""));
}

Result<Answer> open_answer(Pair const& pair, std::string_view bytes, std::string_view question) {
  auto const json = open_json(pair, pair.theirs, pair.mine, answer_start, bytes, question);
  if (!json) return fail(json);
  auto const reply = std::ranges::find(replies, (*json)["reply"].string());
  if (reply == replies.end()) return not_a_message();
  Answer answer{std::string{question}, static_cast<Reply>(reply - replies.begin()), (*json)["contact"].string()};
  if ((answer.reply == Reply::yes) != is_contact(answer.contact)) return not_a_message();
  return answer;
}

bool is_held(Question const& question, std::span<KindToken const> held) {
  return std::ranges::any_of(question.tokens, [&](KindToken const& asked) {
    return std::ranges::any_of(held, [&](KindToken const& one) { return one.kind == asked.kind && one.token == asked.token; });
  });
}

}  // namespace concordat::linkage
