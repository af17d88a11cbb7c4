// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/password_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/text.h"

namespace concordat::hub::accounts {
namespace {

constexpr std::size_t own_part = 8;        ///< what must be left where a name is taken out
constexpr std::size_t fewest_different = 5;
constexpr std::size_t longest_chunk = 8;   ///< "passwordpassword" is one chunk twice

/// What lists of leaked passwords hold at this length, folded and without blanks; repetitions and rows of keys are
/// found by rule.
constexpr std::array<std::string_view, 40> common{
    "1q2w3e4r5t6y7u8i", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv", "1qaz2wsx3edc4rfv5tgb", "aeiouaeiouaeiou",
    "areyoukiddingme", "chelseafootballclub", "correcthorsebatterystaple", "correct-horse-battery-staple", "everythingisawesome",
    "footballfootball1", "godisgoodallthetime", "happybirthdaytoyou", "iloveyouforever", "iloveyousomuch1", "iloveyouverymuch",
    "itsnotyouitsme1", "letmeinletmein1", "liverpoolfootballclub", "manchesterunited", "manchesterunited1", "maytheforcebewithyou",
    "mynameisjohnsmith", "nottinghamforest", "password12345678", "password123456789", "passwordispassword", "passwordpassword1",
    "qazwsxedcrfvtgb", "qazwsxedcrfvtgbyhn", "qwertyuiop123456", "qwertyuiop12345", "qwertyuiopasdfgh", "thisismypassword",
    "thisismypassword1", "thequickbrownfox", "tottenhamhotspur", "trustno1trustno1", "welcome123456789", "youllneverwalkalone",
};

constexpr std::array<std::string_view, 4> rows{"01234567890123456789012345678901234567890", "98765432109876543210987654321098765432109",
                                               "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
                                               "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm"};

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char one) { return (static_cast<unsigned char>(one) & 0xC0U) != 0x80U; }));
}

std::string without_blanks(std::string_view text) {
  std::string out = text::fold(text);
  std::erase_if(out, [](char one) { return one == ' ' || one == '\t'; });
  return out;
}

bool repeats_a_chunk(std::string_view text) {
  for (std::size_t size = 1; size <= longest_chunk && size * 2 <= text.size(); ++size) {
    std::size_t at = size;
    while (at < text.size() && text[at] == text[at - size]) ++at;
    if (at == text.size()) return true;
  }
  return false;
}

bool is_common(std::string_view text) {
  if (std::find(common.begin(), common.end(), text) != common.end() || repeats_a_chunk(text)) return true;
  if (std::set<char>(text.begin(), text.end()).size() < fewest_different) return true;
  return std::any_of(rows.begin(), rows.end(), [&](std::string_view row) { return row.find(text) != std::string_view::npos; });
}

bool is_mostly(std::string_view text, std::string_view name) {
  return !name.empty() && text.find(name) != std::string_view::npos && text.size() - name.size() < own_part;
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view login, std::string_view partnership) {
  if (!text::is_utf8(password) || characters(password) > password_longest) {
    return fail(Fault::refused, "password.too-long", "The password has more than 256 characters.", "Choose a shorter one.");
  }
  if (characters(password) < password_shortest) {
    return fail(Fault::refused, "password.too-short", "The password has fewer than 15 characters.",
                "Three or four words that do not belong together are long enough and easy to keep.");
  }
  auto const folded = without_blanks(password);
  if (is_common(folded)) {
    return fail(Fault::refused, "password.common", "This password is among those that are tried first.",
                "Choose words that do not belong together.");
  }
  if (is_mostly(folded, without_blanks(login)) || is_mostly(folded, without_blanks(partnership))) {
    return fail(Fault::refused, "password.own-name", "The password is little more than the login name or the partnership's name.",
                "Choose words that have nothing to do with either.");
  }
  return {};
}

}  // namespace concordat::hub::accounts
