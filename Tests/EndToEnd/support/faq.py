# SPDX-License-Identifier: Apache-2.0
"""Fifteen questions that a shop's customers ask, in the words of many people, and the shop's answers."""

import random

ANSWERS = {
    "return": "Print the label in your account and send the parcel back within 30 days.",
    "address": "Open Account, then Addresses, and choose Edit. It holds for orders that are not packed yet.",
    "invoice": "Every order has its invoice under Account, Orders, Documents.",
    "password": "Choose Forgot password on the sign-in page and follow the link in the mail.",
    "cancel": "Choose Cancel in the order's menu. It works until the parcel is packed.",
    "gift card": "Type the card's code into the field below the basket.",
    "newsletter": "Each newsletter ends with a link that takes you off the list.",
    "warranty": "Write to repairs@shop.example with the order's number and a picture.",
    "track": "The mail that says that your parcel is on its way has the link.",
    "delete": "Write to privacy@shop.example; the account is gone within a week.",
    "agent": "Call us between nine and five, or open the chat at the bottom of the page.",
    "size": "Every product's page has a table of sizes with measures in centimetres.",
    "collect": "Choose Collect in a shop at the checkout; we write when it is there.",
    "points": "Points are taken off at the checkout, a hundred of them for one euro.",
    "complaint": "Write to complaints@shop.example. Somebody answers within two days.",
}

WISHES = {
    "return": ["return an item", "send an item back", "return something I bought"],
    "address": ["change my delivery address", "update my delivery address", "edit my shipping address"],
    "invoice": ["download my invoice", "get a copy of my invoice", "find the invoice for my order"],
    "password": ["reset my password", "recover my password", "reset a forgotten password"],
    "cancel": ["cancel my order", "call off my order", "cancel an order"],
    "gift card": ["redeem a gift card", "use a gift card", "use my gift card"],
    "newsletter": ["unsubscribe from the newsletter", "stop getting the newsletter", "opt out of the newsletter"],
    "warranty": ["claim the warranty", "make a warranty claim", "use my warranty"],
    "track": ["track my parcel", "follow my parcel", "see where my parcel is"],
    "delete": ["delete my account", "have my account deleted", "remove my account"],
    "agent": ["talk to a person", "speak with an agent", "reach a human agent"],
    "size": ["find my size", "work out my size", "know which size fits me"],
    "collect": ["collect my order in a shop", "pick up my order in a shop", "collect an order in store"],
    "points": ["spend my points", "redeem my points", "use my bonus points"],
    "complaint": ["make a complaint", "file a complaint", "submit a complaint"],
}

FRAMES = [
    "How do I {}?", "How can I {}?", "how can i {}", "Please tell me how to {}.", "What do I need to do to {}?",
    "Can you tell me how I can {}?", "Hi! How do I {}?", "Hello, how can I {}? Thanks!", "I'd like to {}. How does that work?",
    "how do i {}", "HOW DO I {}?", "Could you please explain how to {}?", "What's the way to {}?",
    "Is there a way to {}?", "I want to {}.", "I would like to {}", "Hey, how would I {}?", "How do you {}?",
    "Tell me how to {}", "What is the best way to {}?", "I need to {}, please help", "Any idea how to {}?", "How to {}?",
    "Good morning, how do I {}?", "May I know how to {}?", "I'm trying to {}. How?", "How should I {}?",
]


def _mistyped(words, chance):
    """The same words with two letters of one of them swapped, if one is long enough."""
    places = [index for index, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not places:
        return words
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(1, len(word) - 2)
    return [*words[:place], word[:at] + word[at + 1] + word[at] + word[at + 2:], *words[place + 1:]]


def questions(count, seed):
    """`count` different questions as (what is meant, words), always the same for a seed; one in thirty is mistyped."""
    chance = random.Random(seed)
    asked = {}
    while len(asked) < count:
        meant = chance.choice(sorted(WISHES))
        words = chance.choice(FRAMES).format(chance.choice(WISHES[meant]))
        if chance.random() < 1 / 30:
            words = " ".join(_mistyped(words.split(" "), chance))
        asked.setdefault(words, meant)
    return [(meant, words) for words, meant in asked.items()]
