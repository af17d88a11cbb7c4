// SPDX-License-Identifier: Apache-2.0
// "Do you hold something on this person?": one person, from one party to the other, and what comes back.
//
// Both are sealed with the secret of the pair, to one direction, agreement and epoch, and are of one length whatever they
// hold: who carries them learns that somebody asked. The asked party learns whom it was asked about where it holds
// something on them; otherwise it could only guess, one guess a person, as whoever has the key of the pair can.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/result.h"
#include "linkage/encoded/party.h"
#include "linkage/encoded/tokens.h"

namespace concordat::linkage {

struct Question {
  std::string id;  ///< of chance; what both logs call it
  std::string officer;  ///< who asks: a word of KeyUse, as everything in this file that travels
  std::string purpose;
  std::vector<KindToken> tokens;
};

enum class Reply : std::uint8_t { no, yes, declined };

struct Answer {
  std::string question;
  Reply reply = Reply::no;
  std::string contact;  ///< of `yes` only: whom to ask
};

/// 32 letters.
[[nodiscard]] std::string question_id(Chance& chance);

/// `pair` is the sealing party's. "question.words" where officer, purpose or contact is none or too long.
[[nodiscard]] Result<std::string> seal_question(Pair const& pair, Question const& question, Chance& chance);
[[nodiscard]] Result<std::string> seal_answer(Pair const& pair, Answer const& answer, Chance& chance);

/// `pair` is the reading party's. "question.malformed" for no such file, "question.does-not-open" for other keys, the other
/// direction, another agreement or epoch, or a changed byte: the five cannot be told apart.
[[nodiscard]] Result<Question> open_question(Pair const& pair, std::string_view bytes);
/// A party may read its own question again, to know which answer belongs to it.
[[nodiscard]] Result<Question> open_own_question(Pair const& pair, std::string_view bytes);
[[nodiscard]] Result<Answer> open_answer(Pair const& pair, std::string_view bytes, std::string_view question);

/// Whether any token of the question is one of these.
[[nodiscard]] bool is_held(Question const& question, std::span<KindToken const> held);

}  // namespace concordat::linkage
