// SPDX-License-Identifier: Apache-2.0

/// Texts over which the range of every input of every matrix is measured before weights are made integers.
///
/// Of many kinds, because what a kind of text makes large must be seen. They are ours; none is from a test set.
enum CalibrationTexts {
    static let all: [String] = [
        "How do I reset my password?",
        "What is the capital of Australia?",
        "Why is my invoice higher than last month?",
        "Can you explain how a hash table resolves collisions, and when open addressing is the better choice?",
        "Write a haiku about autumn rain.",
        "Translate 'good morning' into Portuguese.",
        "Summarise the following paragraph in one sentence.",
        "My card was declined at the supermarket this morning although there is enough money on the account.",
        "Is it safe to take ibuprofen and paracetamol together?",
        "yes",
        "thanks, that worked!",
        "1, 1, 2, 3, 5, 8, 13, 21, 34, 55",
        "17 * 23 - 4 / 2 = ?",
        "The meeting is on 14 March 2026 at 09:30 in room B-207.",
        "Convert 72 °F to °C and round to one decimal place.",
        "Please change the delivery address of order 88-1204-X to 5 Mill Lane, York.",
        "Compare TCP and UDP for a multiplayer game with 64 players and 30 updates a second.",
        "def mean(values):\n    total = 0\n    for value in values:\n        total += value\n    return total / len(values)\n",
        "SELECT customer, SUM(amount) FROM payments WHERE paid_at > '2026-01-01' GROUP BY customer HAVING SUM(amount) > 100;",
        "error[E0382]: borrow of moved value: `items`\n  --> src/main.rs:14:20",
        "docker run --rm -it -p 8080:8080 -v $(pwd):/app --name web nginx:1.27 && docker logs -f web",
        "{\"name\": \"sensor-7\", \"values\": [0.12, 0.5, null], \"ok\": true}",
        "for (int i = 0; i < n; i++) { if (a[i] != b[i]) return false; }",
        "func load(_ path: String) throws -> [UInt8] { try Data(contentsOf: URL(filePath: path)).map { $0 } }",
        "<ul class=\"menu\"><li><a href=\"/start\">Start</a></li><li>About&nbsp;us</li></ul>",
        "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'user_id'",
        "https://example.org/articles/2026/11/how-caches-work?page=2#comments",
        "git rebase -i HEAD~3 gave me a conflict in README.md. How do I get out of this?",
        "Wie kann ich mein Abonnement kündigen, ohne die gesetzliche Frist zu versäumen?",
        "Où se trouve la bibliothèque la plus proche, s'il vous plaît ?",
        "¿Cuánto cuesta enviar un paquete de dos kilos a Bogotá?",
        "Какая сегодня погода в Казани?",
        "今天天气怎么样？",
        "東京から大阪まで新幹線で何時間かかりますか。",
        "오늘 저녁에 뭐 먹을까요?",
        "ما هي عاصمة المغرب؟",
        "😀 great job 👍👍 see you 🎉",
        "!!! ??? ... --- *** ###",
        "aaaa bbbb cccc dddd eeee ffff gggg",
        "x",
        "The quick brown fox jumps over the lazy dog near the riverbank while two old fishermen argue about the weather.",
        "You are a careful assistant. Answer in at most three sentences and say so when you do not know.",
        "List five advantages and five disadvantages of moving a monolithic shop system to small services.",
        "How do I not delete the rows that are older than thirty days?",
        "Turn the heating on in the living room but leave it off in the bedroom.",
        "Who wrote the novel in which a clerk wakes up as an insect, and in which year was it printed first?",
        "Give me a recipe for lentil soup for four people without onions.",
        "What happens to the pressure of a gas in a closed vessel when its temperature doubles?",
        "Prove that the square root of two is not a rational number.",
        """
        When the harbour was enlarged in the last century, the engineers did not know how quickly sand would settle at \
        the new pier. They measured depth twice a year, drew the contours on large sheets of linen, and compared them \
        in winter, when little else could be done. After eight years it was plain that the current had turned: it now \
        ran along the wall instead of across it, and carried with it what the river brought down in spring. A second, \
        shorter wall was proposed, then a dredger, then both. In the end the town could pay for neither, and the old \
        channel was kept open by hand, with rakes drawn behind rowing boats at ebb, as it had been two hundred years \
        before. Visitors are told this story in the museum, where one of the rakes hangs beside the linen sheets, and \
        most of them ask the same question: why did nobody simply move the pier?
        """,
        """
        Dear support team, since the update to version 4.2.1 the app closes as soon as I open the second tab. I have \
        tried to restart the phone, to remove the app and install it again, and to log in with another account. \
        Nothing helps. My phone has 3 GB of free space, the system is up to date, and the web page works. Could you \
        tell me whether this is known, when it will be repaired, and whether I can go back to the version before? I \
        need the list in the second tab every day at work, so an export as CSV would help me over the next days too. \
        Kind regards, Marta
        """,
        """
        # A bucket that leaks: how much may come, and how fast.
        class Bucket:
            def __init__(self, rate: float, size: int) -> None:
                self.rate, self.size, self.level = rate, size, 0.0

            def take(self, now: float, amount: float = 1.0) -> bool:
                self.level = max(0.0, self.level - (now - self.last) * self.rate)
                if self.level + amount > self.size:
                    return False
                self.level += amount
                return True

        async def main() -> None:
            bucket = Bucket(rate=5, size=20)
            await asyncio.gather(*(worker(bucket, n) for n in range(10)))
        """,
        """
        | Region | 2024 | 2025 | Change |
        | --- | ---: | ---: | ---: |
        | North | 1,204 | 1,377 | +14.4 % |
        | South | 988 | 941 | -4.8 % |
        | East | 1,530 | 1,611 | +5.3 % |
        | West | 402 | 655 | +62.9 % |
        Which region grew most, and what would the total be if all of them had grown like East?
        """,
    ]
}
