// SPDX-License-Identifier: Apache-2.0

/// Words for numbers and units, each spelling led to one.
enum UnitWords {
    /// What a unit counts, and how many of the base unit it is; 0 where there is no common base.
    struct Unit: Sendable, Equatable {
        let name: String
        let factor: Double
    }

    static func isSuffix(_ word: String) -> Bool { units[word] != nil || suffixes.contains(word) }

    private static let suffixes: Set<String> = ["x", "am", "pm", "d", "bit", "bits", "st", "c", "f"]

    /// Time comes in seconds, everything else in itself: "60 minutes" is "1 hour", but nobody means 1024 MB by 1 GB alike.
    static let units: [String: Unit] = {
        var units: [String: Unit] = [:]
        func add(_ name: String, _ spellings: String, factor: Double = 0) {
            for spelling in spellings.split(separator: " ") {
                units[String(spelling)] = Unit(name: name, factor: factor)
            }
        }
        add("s", "s sec secs second seconds", factor: 1)
        add("s", "ms msec millisecond milliseconds", factor: 0.001)
        add("s", "us µs microsecond microseconds", factor: 0.000_001)
        add("s", "ns nanosecond nanoseconds", factor: 0.000_000_001)
        add("s", "min mins minute minutes", factor: 60)
        add("s", "h hr hrs hour hours", factor: 3600)
        add("s", "day days", factor: 86_400)
        add("s", "week weeks wk wks", factor: 604_800)
        add("month", "month months mo", factor: 1)
        add("month", "year years yr yrs", factor: 12)
        add("kb", "kb kilobyte kilobytes kib")
        add("mb", "mb megabyte megabytes meg megs mib")
        add("gb", "gb gig gigs gigabyte gigabytes gib")
        add("tb", "tb terabyte terabytes tib")
        add("pb", "pb petabyte petabytes")
        add("byte", "byte bytes")
        add("mbps", "mbps mbit mbits megabit megabits")
        add("gbps", "gbps gbit gbits gigabit gigabits")
        add("km", "km kilometer kilometers kilometre kilometres kms")
        add("m", "m meter meters metre metres")
        add("cm", "cm centimeter centimeters centimetre centimetres")
        add("mm", "mm millimeter millimeters millimetre millimetres")
        add("mile", "mile miles mi")
        add("foot", "ft foot feet")
        add("inch", "inch inches")
        add("yard", "yard yards yd")
        add("kg", "kg kilo kilos kilogram kilograms kgs")
        add("g", "g gram grams gramme grammes")
        add("mg", "mg milligram milligrams")
        add("pound", "lb lbs pound pounds gbp")
        add("oz", "oz ounce ounces")
        add("liter", "l liter liters litre litres")
        add("ml", "ml milliliter milliliters millilitre millilitres")
        add("percent", "percent pct percentage")
        add("dollar", "dollar dollars usd bucks")
        add("euro", "euro euros eur")
        add("hz", "hz hertz")
        add("mhz", "mhz megahertz")
        add("ghz", "ghz gigahertz")
        add("w", "w watt watts")
        add("kw", "kw kilowatt kilowatts")
        add("kwh", "kwh")
        add("v", "v volt volts")
        add("celsius", "celsius centigrade c")
        add("fahrenheit", "fahrenheit f")
        add("degree", "degree degrees")
        add("px", "px pixel pixels")
        add("mph", "mph")
        add("kph", "kmh kph")
        return units
    }()

    static let temperatures: Set<String> = ["celsius", "fahrenheit", "centigrade", "c", "f"]
    static let currencies: Set<String> = ["euro", "euros", "eur", "dollar", "dollars", "usd", "pound", "pounds", "gbp"]

    /// Signs that are read as words.
    static let signs: [String: String] = [
        "%": "percent", "€": "euro", "$": "dollar", "£": "pound", "&": "and", "°f": "fahrenheit", "°c": "celsius",
        "°F": "fahrenheit",
        "°C": "celsius", "°": "degree", "º": "degree", "ºc": "celsius", "ºf": "fahrenheit",
    ]

    /// Signs that compute or compare; others are decoration.
    static let operators: Set<UInt8> = Set("<>=+*/^|&!~".utf8)

    static let small: [String: Int] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18,
        "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
        "eighty": 80,
        "ninety": 90,
    ]

    static let large: [String: Int] = [
        "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12,
    ]

    static let ordinals: [String: Int] = [
        "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
        "twelfth": 12,
    ]

    static let months: [String: Int] = {
        let names = [
            "january jan", "february feb", "march", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept",
            "october oct", "november nov", "december dec",
        ]
        var months: [String: Int] = [:]
        for (index, spellings) in names.enumerated() {
            for spelling in spellings.split(separator: " ") { months[String(spelling)] = index + 1 }
        }
        return months
    }()

    static let weekdays: [String: Int] = {
        let names = [
            "monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thurs", "friday fri", "saturday", "sunday",
        ]
        var days: [String: Int] = [:]
        for (index, spellings) in names.enumerated() {
            for spelling in spellings.split(separator: " ") { days[String(spelling)] = index + 1 }
        }
        return days
    }()
}
