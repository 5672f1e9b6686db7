import StockAPI
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Which of the questions would be answered otherwise after `define`, which is done and taken back.
    mutating func availabilityChanges(
        by definitions: [Definition], of questions: [ChannelSKU]
    ) throws(StockFailure) -> [AvailabilityChange] {
        let asked = try questions.isEmpty ? self.questions(about: definitions) : questions
        let before = try availabilities(of: asked)
        let savepoint = active.setSavepoint()
        let unchanged = BeforeCommand(masterData: masterData, due: due)
        let after: [Quantity]
        do throws(StockFailure) {
            try defineForNow(definitions)
            after = try availabilities(of: asked)
        } catch {
            takeBack(to: savepoint, unchanged, defined: definitions)
            throw error
        }
        takeBack(to: savepoint, unchanged, defined: definitions)
        return asked.indices.filter { before[$0] != after[$0] }.map { index in
            AvailabilityChange(
                sku: asked[index].sku, channel: asked[index].channel, before: before[index], after: after[index])
        }
    }

    private mutating func defineForNow(_ definitions: [Definition]) throws(StockFailure) {
        do throws(Stop) { try define(definitions) } catch {
            switch error {
            case .refused(let refusal): throw .refused(refusal)
            case .failed(let failure): throw failure
            }
        }
    }

    private mutating func availabilities(of questions: [ChannelSKU]) throws(StockFailure) -> [Quantity] {
        var answers: [Quantity] = []
        for question in questions {
            guard masterData.channels[question.channel] != nil else {
                answers.append(0)
                continue
            }
            answers.append(try availability(of: [question], withReasons: false)[0].availableToSell)
        }
        return answers
    }

    private mutating func questions(about definitions: [Definition]) throws(StockFailure) -> [ChannelSKU] {
        var channels = Set(masterData.channels.keys)
        var skus: Set<SKU> = []
        for definition in definitions {
            switch definition {
            case .policy(let policy): skus.insert(policy.sku)
            case .sku(let sku): skus.insert(sku.sku)
            case .channel(let channel): channels.insert(channel.channel)
            case .site, .location, .threshold: break
            }
        }
        var open = Array(skus)
        while let sku = open.popLast() {
            for kit in try kits(using: sku) where skus.insert(kit).inserted { open.append(kit) }
        }
        return skus.sorted().flatMap { sku in channels.sorted().map { ChannelSKU(sku, $0) } }
    }
}
