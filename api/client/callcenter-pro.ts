/** Written by `npm run contract` from the OpenAPI document. Do not edit. */
export interface paths {
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in and open a session
         * @description Send the user name or the e-mail address as `username`.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the logged-in user */
        get: operations["getCurrentUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out and end the session
         * @description A request with a token ends the token, although the token has not expired yet.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit events
         * @description Who changed what: the changes that users made, with the values before and after each change.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the settings of the account */
        get: operations["getAccount"];
        /** Change the settings of the account */
        put: operations["updateAccount"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exchange-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List exchange rates
         * @description The rates of the account and of the operator. An auction uses the newest rate of each currency until today.
         */
        get: operations["listExchangeRates"];
        put?: never;
        /**
         * Set the exchange rates of a day
         * @description Currencies that the body does not name stay unchanged. Awards keep the rate with which they were compared.
         */
        post: operations["setExchangeRates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List campaigns
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listCampaigns"];
        put?: never;
        /** Create a campaign */
        post: operations["createCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a campaign with its buyers
         * @description Agents get an empty list of buyers.
         */
        get: operations["getCampaign"];
        /** Update a campaign */
        put: operations["updateCampaign"];
        post?: never;
        /**
         * Delete a campaign
         * @description Its calls and statistics stay. Fails with 409 while calls of the campaign are in progress.
         */
        delete: operations["deleteCampaign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how much of the caps of RTB targets is used
         * @description The first 1000. The header `X-Total-Count` has the number of all. Hours, days and months are those of the time zone of each target.
         */
        get: operations["listTargetUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyers/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how much of the limits of buyers is used
         * @description The first 1000. The header `X-Total-Count` has the number of all. Revenue is in the currency of each buyer.
         */
        get: operations["listBuyerUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List buyers
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listBuyers"];
        put?: never;
        /** Create a buyer */
        post: operations["createBuyer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a buyer */
        get: operations["getBuyer"];
        /** Update a buyer */
        put: operations["updateBuyer"];
        post?: never;
        /**
         * Delete a buyer
         * @description Removes the buyer from all campaigns. The calls of the buyer stay.
         */
        delete: operations["deleteBuyer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignId}/buyers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the buyers of a campaign
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listCampaignBuyers"];
        put?: never;
        /** Add a buyer to a campaign */
        post: operations["addBuyerToCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignId}/buyers/{buyerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a buyer from a campaign */
        delete: operations["removeBuyerFromCampaign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List agents
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listAgents"];
        put?: never;
        /** Create an agent */
        post: operations["createAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an agent */
        get: operations["getAgent"];
        /**
         * Update an agent
         * @description To change the status: PUT /agents/{id}/status.
         */
        put: operations["updateAgent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Update agent status */
        put: operations["updateAgentStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get agent metrics
         * @description Covers ended calls by the day on which they began, in the time zone of the account. Today is the last of the `days`.
         */
        get: operations["getAgentMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List calls */
        get: operations["listCalls"];
        put?: never;
        /**
         * Log a call that another system carried
         * @description Nothing is dialed. The call does not count in the limits of campaigns, buyers or numbers.
         */
        post: operations["createCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a call */
        get: operations["getCall"];
        /**
         * Update a call
         * @description Only calls that were logged over the API accept a status. The carrier reports the status of all others.
         */
        put: operations["updateCall"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the log of a call
         * @description The first 1000. The header `X-Total-Count` has the number of all. Includes the reason for every buyer who was not dialed for the call.
         */
        get: operations["listCallLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{campaignId}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the calls of a campaign */
        get: operations["listCampaignCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the money of a call and its transactions of the ledger */
        get: operations["getCallMoney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/conversion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that an ended call converted, or did not
         * @description The revenue becomes `revenue`, or the price on the terms of the call; without a conversion it becomes 0. The payout follows on the terms of the publisher. Adjustments and refunds stay.
         */
        post: operations["reportConversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adjust the revenue or the payout of an ended call */
        post: operations["adjustCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the disputes about a call */
        get: operations["listCallDisputes"];
        put?: never;
        /**
         * Open a dispute about the revenue of a call
         * @description While the dispute is open, the buyer does not owe the disputed amount, and the revenue stays.
         */
        post: operations["openDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List disputes */
        get: operations["listDisputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a dispute */
        get: operations["getDispute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolve a dispute */
        post: operations["resolveDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyers/{id}/postback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the postback address of a buyer */
        get: operations["getBuyerPostback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/{id}/postback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the postback address of an RTB target */
        get: operations["getTargetPostback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyers/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statement of a buyer
         * @description The entries of the ledger in the period. The amounts of the lines add up to the total, exactly.
         */
        get: operations["getBuyerStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/buyers/{id}/statement.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statement of a buyer as CSV */
        get: operations["exportBuyerStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statement of a target
         * @description The entries of the ledger in the period. The amounts of the lines add up to the total, exactly.
         */
        get: operations["getTargetStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/{id}/statement.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statement of a target as CSV */
        get: operations["exportTargetStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statement of a publisher
         * @description The entries of the ledger in the period. The amounts of the lines add up to the total, exactly.
         */
        get: operations["getPublisherStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{id}/statement.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statement of a publisher as CSV */
        get: operations["exportPublisherStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report of calls and their money
         * @description Counts ended calls by when they began. Calls without a value of a dimension are a row of their own, so the rows of each dimension add up to the same totals. Without `dateFrom`, the last 30 days.
         */
        get: operations["getCallReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/calls.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report of calls and their money as CSV
         * @description Counts ended calls by when they began. Calls without a value of a dimension are a row of their own, so the rows of each dimension add up to the same totals. Without `dateFrom`, the last 30 days.
         */
        get: operations["exportCallReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List RTB targets
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listTargets"];
        put?: never;
        /**
         * Create an RTB target
         * @description Placeholders: {requestId} {campaignId} {callerId} {calledNumber} {callStartTime} {minBid} {maxBid} {currency}, as values of requestBody or in the query of endpointUrl.
         */
        post: operations["createTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/clear-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete all RTB targets
         * @description The bids of the targets stay on record.
         */
        delete: operations["deleteAllTargets"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an RTB target */
        get: operations["getTarget"];
        /** Update an RTB target */
        put: operations["updateTarget"];
        post?: never;
        /**
         * Delete an RTB target
         * @description The bids of the target stay on record.
         */
        delete: operations["deleteTarget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/targets/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test an RTB target
         * @description Requests a bid without a call. The reply says how an auction would judge the bid, not what the target answered.
         */
        post: operations["testTarget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/routers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List RTB routers
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listRouters"];
        put?: never;
        /** Create an RTB router */
        post: operations["createRouter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/routers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an RTB router */
        get: operations["getRouter"];
        /** Update an RTB router */
        put: operations["updateRouter"];
        post?: never;
        /**
         * Delete an RTB router
         * @description The bid requests of the router stay on record.
         */
        delete: operations["deleteRouter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/routers/{routerId}/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a target to a router */
        post: operations["addTargetToRouter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/routers/{routerId}/targets/{targetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a target from a router */
        delete: operations["removeTargetFromRouter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/bid-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List bid requests
         * @description One bid request for each auction.
         */
        get: operations["listBidRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/bid-requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a bid request with its bid ladder
         * @description Each bidder with its bid, its rank, the reason why it won or lost, and what came of the call if it got the award.
         */
        get: operations["getBidRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/bid-responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List bid responses
         * @description The first 1000. The header `X-Total-Count` has the number of all. Each shows a bidder of an auction, with the reason why it won or did not win.
         */
        get: operations["listBidResponses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phone-numbers/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search for phone numbers to buy */
        get: operations["searchPhoneNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phone-numbers/purchase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Buy a phone number from the carrier
         * @description The number is bought at most once. The reply waits 10 seconds for the carrier at most, and not at all with the header `Prefer: respond-async`. Afterwards, poll `statusUrl`.
         */
        post: operations["purchasePhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phone-numbers/purchases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the status of a purchase */
        get: operations["getPhoneNumberPurchase"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List phone numbers
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listPhoneNumbers"];
        put?: never;
        /** Register a phone number that you already have */
        post: operations["createPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phone-numbers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a phone number */
        get: operations["getPhoneNumber"];
        /**
         * Rename, assign, unassign or suspend a phone number
         * @description A number with a `phoneNumberSid` then gets the URLs of this system at the carrier.
         */
        put: operations["updatePhoneNumber"];
        post?: never;
        /**
         * Delete a phone number; its calls stay
         * @description The carrier account keeps the number. With `release=true` the carrier releases it for good.
         */
        delete: operations["deletePhoneNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List number pools
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listNumberPools"];
        put?: never;
        /** Create a number pool */
        post: operations["createNumberPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pools/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a number pool */
        get: operations["getNumberPool"];
        /** Update a number pool */
        put: operations["updateNumberPool"];
        post?: never;
        /** Delete a number pool; its numbers become available */
        delete: operations["deleteNumberPool"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pools/{id}/webhook-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the webhook secret of a number pool */
        post: operations["rotateNumberPoolWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pools/{poolId}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a number to a number pool */
        post: operations["addNumberToPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pools/{poolId}/numbers/{phoneNumberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a number from a number pool */
        delete: operations["removeNumberFromPool"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pools/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics and recommended size of a number pool */
        get: operations["getNumberPoolStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/twilio/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the carrier account */
        get: operations["getTwilioAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/twilio/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your numbers with their settings at the carrier */
        get: operations["listTwilioPhoneNumbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/twilio/phone-numbers/{phoneNumberSid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one of your numbers with its settings at the carrier */
        get: operations["getTwilioPhoneNumber"];
        /**
         * Update the settings of one of your numbers at the carrier
         * @description An update of the number itself (PUT /phone-numbers/{id}) sets its URLs to those of this system again.
         */
        put: operations["updateTwilioPhoneNumber"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/twilio/recordings/{recordingSid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a recording */
        get: operations["getTwilioRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/twilio/recordings/{recordingSid}/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the audio of a recording, or a range of it
         * @description A request with `expires` and `signature`, as in the `recording_url` of a call, needs no credential. So a page can play the recording. The address expires after one to two hours.
         */
        get: operations["getTwilioRecordingMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List publishers
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listPublishers"];
        put?: never;
        /** Create a publisher */
        post: operations["createPublisher"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a publisher */
        get: operations["getPublisher"];
        /** Update a publisher */
        put: operations["updatePublisher"];
        post?: never;
        /** Delete a publisher; payouts stay in the ledger */
        delete: operations["deletePublisher"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the campaigns of a publisher, with revenue
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listPublisherCampaigns"];
        put?: never;
        /** Add a publisher to a campaign */
        post: operations["addPublisherToCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/campaigns/{campaignId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a publisher from a campaign; payouts stay in the ledger */
        delete: operations["removePublisherFromCampaign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the payouts of a publisher */
        get: operations["listPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the phone numbers of a publisher
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listPublisherNumbers"];
        put?: never;
        /** Assign a phone number to a publisher */
        post: operations["assignPublisherNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/phone-numbers/{phoneNumberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unassign a phone number from a publisher */
        delete: operations["unassignPublisherNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/tracking-tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tracking tags of a publisher
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listPublisherTags"];
        put?: never;
        /** Assign a tracking tag to a publisher */
        post: operations["assignPublisherTag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publishers/{publisherId}/tracking-tags/{trackingTagId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unassign a tracking tag from a publisher */
        delete: operations["unassignPublisherTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List platform integrations
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listIntegrations"];
        put?: never;
        /**
         * Create a platform integration
         * @description HubSpot: the first sync creates the custom properties. Salesforce: first create the custom fields CCP_Phone__c on Contact and CCP_Call_Id__c on Activity as unique external ids.
         */
        post: operations["createIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the calls that a back-fill would send
         * @description Ask before you create an integration with `backfill` or `backfillFrom`. Nothing is sent.
         */
        get: operations["countBackfill"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a platform integration */
        get: operations["getIntegration"];
        /** Update a platform integration */
        put: operations["updateIntegration"];
        post?: never;
        /**
         * Delete a platform integration
         * @description The calls that were sent stay on the platform.
         */
        delete: operations["deleteIntegration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sync calls to the platform
         * @description Sends all calls that have ended since the last sync. Each call is sent once; later syncs retry the calls that the platform rejected. Calls are also sent by themselves as they end. Send the header `Prefer: respond-async` to get the response at once. 409 while a sync runs that a user has started.
         */
        post: operations["startSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the syncs of a platform integration
         * @description Without the errors of single calls. Get a single sync for those.
         */
        get: operations["listSyncs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrations/{id}/syncs/{syncId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the progress of a sync and the calls that the platform rejected */
        get: operations["getSync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/historical": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Historical statistics of the account
         * @description Counts ended calls by the day on which they began, in the time zone of the account. Today is the last of the `days`.
         */
        get: operations["getHistoricalStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/campaigns/{campaignId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statistics of a campaign
         * @description Counts ended calls by the day on which they began, in the time zone of the account. Today is the last of the `days`.
         */
        get: operations["getCampaignStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/buyers/{buyerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statistics of a buyer
         * @description Counts ended calls by the day on which they began, in the time zone of the account. Today is the last of the `days`. A call that the buyer did not answer counts as a failed call of the buyer.
         */
        get: operations["getBuyerStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live dashboard */
        get: operations["getDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dni/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits and the calls that they led to
         * @description Covers visits that began within the last `days` days. Lists the ten sources and pages with the most visits.
         */
        get: operations["getDniAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tracking-tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tracking tags
         * @description The first 1000. The header `X-Total-Count` has the number of all.
         */
        get: operations["listTrackingTags"];
        put?: never;
        /**
         * Create a tracking tag
         * @description Pages with the tag show each visitor a number of the campaign’s pool or, without a pool, the campaign’s number. By default a number is kept for 30 minutes after the visitor’s last request, and reserved for 10 more minutes. Without a `tagCode`, the reply has a new one.
         */
        post: operations["createTrackingTag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tracking-tags/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a tracking tag */
        get: operations["getTrackingTag"];
        /** Update a tracking tag */
        put: operations["updateTrackingTag"];
        post?: never;
        /** Delete a tracking tag; its visits and calls stay */
        delete: operations["deleteTrackingTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tracking-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tracking sessions
         * @description A tracking session is the visit of one visitor to the pages of a tag.
         */
        get: operations["listTrackingSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rtb/webhook/{targetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a bid of a hosted target
         * @description Bids the target’s minBidAmount for its contactPhone while the target is active, open and below its caps. Authenticate as the target’s authentication says: X-API-Key, or Authorization with Bearer or Basic. A target with authentication none answers every client.
         */
        post: operations["requestHostedBid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dni/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the number for a visitor
         * @description The same session gets the same number. Each request extends the lease of the number: send one about every minute while the page is open. If the tag has allowedDomains, the `Origin` header must match one of them. Robots get the campaign’s own number, and their session is listed with `isRobot`.
         */
        post: operations["trackVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/postbacks/{kind}/{uuid}/{signature}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report about a call by GET, with the signed address of a buyer or bidder
         * @description Reports a conversion, an adjustment or a dispute about a call of the buyer or bidder whose address it is. See `GET /buyers/{id}/postback` and `GET /rtb/targets/{id}/postback`.
         */
        get: operations["followPostback"];
        put?: never;
        /**
         * Report about a call, with the signed address of a buyer or bidder
         * @description Reports a conversion, an adjustment or a dispute about a call of the buyer or bidder whose address it is. See `GET /buyers/{id}/postback` and `GET /rtb/targets/{id}/postback`.
         */
        post: operations["sendPostback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/voice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Inbound call of a number of a campaign
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveInboundCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/pool/{poolId}/voice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Inbound call of a number of a pool
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveInboundCallOfPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Status change of an inbound call
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveInboundCallStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/dial-result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Result of dialing a buyer; the reply dials the next buyer
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveDialResult"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/buyer-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A buyer’s agent picked up or pressed a key; the reply is the whisper, or asks for the key 1
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveBuyerAnswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/fallback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The carrier could not get TwiML; the reply is an apology
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveFallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    liveMessages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Messages of the WebSocket at /ws, outside the base path
         * @description A request with `Upgrade: websocket` opens a WebSocket. The credential is a token, an API key or the
         *     session cookie: the header `Authorization: Bearer <token>`, or from a browser
         *     `new WebSocket(url, ['bearer', token])`. Pages of other origins may not open the socket.
         *
         *     Each message is JSON text. The server sends `LiveServerMessage`, and the client sends `LiveClientMessage`.
         *
         *     - `connected` comes first. From then on, the client misses no event.
         *     - Agents get the events about themselves and their calls. Other users get the events of all objects that they may read.
         *       Only a client that sent `agent:join` gets `incoming:call` of that agent.
         *     - Each message of the server has an `id`. After a reconnection, send `events:since` with the last `id`: the server
         *       sends the missed events and then `events:replayed`. If its `complete` is false, the gap was too large (more than about
         *       1000 events or an hour): read the state over the API again.
         *     - After `figures:watch`, the server sends the floor of `GET /floor` as `figures:updated`, and then what changed, at most
         *       once a second and only if something changed, until `figures:unwatch`. It needs the rights of `GET /floor`. Put each
         *       object in the place of the one with the same id, and take the removed ids away. An update whose `since` is null has the
         *       whole floor. After a reconnection, send `figures:watch` with the last `version`: the server sends what changed since,
         *       or the whole floor if it no longer knows the version.
         *     - The socket closes with 4401 (log in again), 4403 (the rights have changed), 1008 (too many or unread messages), 1001 or
         *       1013 (connect again).
         */
        post: operations["sendLiveMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    numberPoolEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Event of a number pool, sent to its webhookUrl
         * @description Signed as Standard Webhooks says: `webhook-signature` is `v1,` and the base64 of the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`, with the base64-decoded part of the pool’s webhookSecret after `whsec_`. A failed delivery is repeated for 31 hours with the same `webhook-id`.
         */
        post: operations["sendNumberPoolEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    bidRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request for a bid (ping), sent to the endpointUrl of a target
         * @description The default request. A target may have another httpMethod, contentType and requestBody, and other paths for the fields of the reply. The reply must come within the target’s timeoutMs.
         */
        post: operations["sendBidRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        LiveClientMessage: {
            /** @enum {string} */
            event: "agent:join";
            data: {
                /** Format: uuid */
                agentId: string;
                /** Format: uuid */
                tenantId?: string;
            };
        } | {
            /** @enum {string} */
            event: "agent:status";
            data: {
                /** Format: uuid */
                agentId: string;
                /** @enum {string} */
                status: "available" | "busy" | "offline" | "break";
            };
        } | {
            /** @enum {string} */
            event: "events:since";
            data: {
                lastEventId: string;
            };
        } | {
            /** @enum {string} */
            event: "figures:watch";
            data: {
                version?: string;
            };
        } | {
            /** @enum {string} */
            event: "figures:unwatch";
            data: Record<string, never>;
        };
        LiveServerMessage: {
            /** @enum {string} */
            event: "connected";
            data: Record<string, never>;
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "agent:joined";
            data: {
                /** Format: uuid */
                agentId: string;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "events:replayed";
            data: {
                count: number;
                complete: boolean;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "figures:updated";
            data: components["schemas"]["FigureUpdate"];
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "error";
            data: {
                message: string;
                event?: string;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "incoming:call";
            data: {
                /** Format: uuid */
                callId: string;
                /** Format: uuid */
                leadId: string | null;
                first_name: string | null;
                last_name: string | null;
                phone: string;
                notes: string | null;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "call:updated";
            data: {
                /** Format: uuid */
                callId: string;
                /** @enum {string} */
                status: "reserved" | "dialing" | "unknown" | "queued" | "initiated" | "ringing" | "in-progress";
                connected: boolean;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "call:ended";
            data: {
                /** Format: uuid */
                callId: string;
                /** @enum {string} */
                disposition: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "call:valued";
            data: {
                /** Format: uuid */
                callId: string;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "auction:decided";
            data: {
                /** Format: uuid */
                bidRequestId: string;
                /** Format: uuid */
                callId: string | null;
                /** @enum {string} */
                status: "completed" | "no_bids" | "no_bidders" | "failed" | "pending";
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "agent:status:updated";
            data: {
                /** Format: uuid */
                agentId: string;
                /** @enum {string} */
                status: "available" | "busy" | "offline" | "break";
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "campaign:updated";
            data: {
                /** Format: uuid */
                campaignId: string;
                /** @enum {string} */
                status: "draft" | "scheduled" | "active" | "paused" | "completed" | "cancelled";
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "dialing:blocked";
            data: {
                blocked: boolean;
                /** @enum {string} */
                scope: "account" | "caller_id" | "country" | "campaign";
                code: number | null;
                message: string;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        } | {
            /** @enum {string} */
            event: "import:updated";
            data: {
                /** Format: uuid */
                importId: string;
                /** Format: uuid */
                campaignId: string | null;
                /** @enum {string} */
                status: "uploading" | "pending" | "running" | "completed" | "failed";
                inserted: number;
                invalid: number;
                duplicates: number;
                dnc: number;
            };
            /**
             * @description Position in the stream of events
             * @example 1735689600000-0
             */
            id: string;
        };
        FigureUpdate: {
            /** @description The version of the floor after this update */
            version: string;
            /** @description The version before this update; null for the whole floor. Another version than yours means that you missed updates: send `figures:watch` with your version */
            since: string | null;
            /**
             * Format: date-time
             * @description The time of the server, for the time that agents and calls are in a state
             * @example 2024-01-01T09:00:00.000Z
             */
            at: string;
            counts: components["schemas"]["PhaseCountsResponse"];
            /** @description New and changed agents */
            agents: components["schemas"]["AgentResponse"][];
            /** @description New and changed calls */
            calls: components["schemas"]["FloorCallResponse"][];
            /** @description New and changed campaigns */
            campaigns: {
                campaign: components["schemas"]["CampaignResponse"];
                counts: components["schemas"]["PhaseCountsResponse"];
                /** @description null unless active */
                pacing: components["schemas"]["PacingStatusResponse"] | null;
            }[];
            /** @description The ids that are no longer on the floor */
            removed: {
                agents: string[];
                calls: string[];
                campaigns: string[];
            };
        };
        /** @description Live calls by phase */
        PhaseCountsResponse: {
            ringing: number;
            waiting: number;
            talking: number;
            machine: number;
        };
        AgentResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            tenant_id: string;
            /** Format: uuid */
            user_id: string | null;
            name: string;
            phone: string;
            email: string | null;
            /** Format: uuid */
            agent_group_id: string | null;
            /**
             * @description An available agent is shown as `busy` without a free slot and during wrap-up.
             * @enum {string}
             */
            status: "available" | "busy" | "offline" | "break";
            readonly status_reason: string | null;
            /**
             * @description What the agent does now: the status, or the part of a call
             * @enum {string}
             */
            readonly state: "available" | "ringing" | "talking" | "wrap_up" | "busy" | "break" | "offline";
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly state_since: string;
            /**
             * Format: uuid
             * @description The call that the agent is in, or that rings
             */
            readonly call_id: string | null;
            max_concurrent_calls: number;
            readonly current_calls: number;
            readonly total_calls_handled: number;
            readonly total_call_duration_seconds: number;
            working_hours: {
                monday?: {
                    start: string;
                    end: string;
                };
                tuesday?: {
                    start: string;
                    end: string;
                };
                wednesday?: {
                    start: string;
                    end: string;
                };
                thursday?: {
                    start: string;
                    end: string;
                };
                friday?: {
                    start: string;
                    end: string;
                };
                saturday?: {
                    start: string;
                    end: string;
                };
                sunday?: {
                    start: string;
                    end: string;
                };
            } | null;
            is_active: boolean;
            skills: string[];
            priority: number;
            /** @enum {string} */
            phone_acceptance: "detection" | "key" | "none";
            /** @enum {string} */
            device: "phone" | "browser";
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly last_active_at: string | null;
        };
        FloorCallResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** @enum {string} */
            direction: "inbound" | "outbound";
            /** @enum {string} */
            phase: "ringing" | "waiting" | "talking" | "machine";
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            phase_since: string;
            /** @description The number of the person */
            phone: string;
            person: string | null;
            /** Format: uuid */
            lead_id: string | null;
            /** Format: uuid */
            campaign_id: string | null;
            campaign_name: string | null;
            /** Format: uuid */
            agent_id: string | null;
            agent_name: string | null;
            /** @description The buyer, or the bidder that won the call */
            buyer_name: string | null;
        };
        CampaignResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            tenant_id: string;
            name: string;
            description: string | null;
            caller_id: string | null;
            /** @enum {string} */
            status: "draft" | "scheduled" | "active" | "paused" | "completed" | "cancelled";
            weight: number;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            schedule_start: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            schedule_end: string | null;
            timezone: string;
            calling_hours_start: string;
            calling_hours_end: string;
            country_hours: {
                [key: string]: {
                    start: string;
                    end: string;
                }[];
            };
            /** Format: uuid */
            agent_group_id: string | null;
            required_skills: string[];
            retry_policy: components["schemas"]["RetryPolicyResponse"];
            amd_enabled: boolean;
            /** @enum {string} */
            amd_mode: "sync" | "async";
            machine_detection_timeout: number;
            machine_detection_speech_threshold: number;
            machine_detection_speech_end_threshold: number;
            machine_detection_silence_timeout: number;
            /** @enum {string} */
            agent_legs: "on_demand" | "parked";
            voicemail_message_url: string | null;
            record_calls: boolean;
            /** @enum {string} */
            dial_mode: "preview" | "progressive" | "predictive";
            abandon_policy: components["schemas"]["AbandonPolicyResponse"];
            wrap_up_seconds: number;
            ring_seconds_max: number;
            readonly total_leads: number;
            /** @description Calls that were placed */
            readonly calls_made: number;
            /** @description Placed calls with the status `completed`: a person or a machine answered. Not the same as answered */
            readonly calls_completed: number;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly updated_at: string;
        };
        RetryPolicyResponse: {
            max_attempts: number;
            delay_minutes: number;
            retry_on_no_answer: boolean;
            retry_on_busy: boolean;
            retry_on_voicemail: boolean;
            /** @enum {string} */
            backoff: "fixed" | "exponential";
        };
        AbandonPolicyResponse: {
            target_rate: number;
            hard_rate: number;
            /** @enum {string} */
            window: "30d" | "24h" | "calendar_month";
            answers_min: number;
        };
        PacingStatusResponse: {
            status: string;
            /** @enum {string} */
            dial_mode: "preview" | "progressive" | "predictive";
            /** @description Everything that keeps the campaign from dialing, or from dialing more, at this moment */
            reasons: {
                /** @enum {string} */
                code: "account_not_active" | "not_active" | "no_caller_id" | "caller_id_not_granted" | "dialer_not_running" | "preview" | "outside_hours" | "no_agents" | "abandonment_limit" | "no_free_agents" | "enough_calls_under_way" | "no_lead_due" | "carrier_limit" | "carrier_refuses" | "live_calls" | "spend_per_day" | "cold_statistics" | "few_agents" | "short_list" | "budget_of_the_day";
                message: string;
            }[];
            abandonment: {
                /** @enum {string} */
                window: "30d" | "24h" | "calendar_month";
                answers_min: number;
                answered: number;
                abandoned: number;
                rate: number;
                target_rate: number;
                hard_rate: number;
                over_limit: boolean;
            };
            today: {
                /** Format: date */
                day: string;
                /** @description Working time of the agents while the campaign dialed */
                agent_seconds: number;
                talk_seconds: number;
                /** @description talk_seconds as a share of agent_seconds */
                utilisation: number;
            } | null;
            last_tick: components["schemas"]["PacingTick"];
        };
        /** @description null for a campaign that was never dialed */
        PacingTick: {
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            at: string;
            /**
             * @description The mode that decided this tick
             * @enum {string}
             */
            mode: "preview" | "progressive" | "predictive";
            /**
             * @description Why a predictive campaign dialed one call per free agent
             * @enum {string|null}
             */
            fallback: "abandonment_limit" | "cold_statistics" | "few_agents" | "short_list" | "budget_of_the_day" | null;
            /**
             * @description Why the tick started no call, or fewer calls than it wanted
             * @enum {string|null}
             */
            reason: "preview" | "outside_hours" | "no_agents" | "abandonment_limit" | "no_free_agents" | "enough_calls_under_way" | "no_lead_due" | "carrier_limit" | "carrier_refuses" | "live_calls" | "spend_per_day" | null;
            agents_idle: number;
            agents_talking: number;
            agents_wrapping: number;
            /** @description Share of the agents who are in a conversation */
            utilisation: number;
            /** @description People who answered and wait for an agent */
            people_waiting: number;
            /** @description Of all campaigns that share these agents */
            calls_ringing: number;
            calls_wanted: number;
            calls_started: number;
            calls_cancelled: number;
            /** @description Expected share of calls that a person answers */
            answer_share: number;
            /** @description Median time from now until a person answers a call started now */
            look_ahead_seconds: number;
            /** @description Expected number of busy agents who are free by then */
            predicted_frees: number;
            /** @description Highest probability of finding no agent at which a call is started; null without a forecast */
            price: number | null;
        } | null;
        NumberPoolEvent: components["schemas"]["NumberPoolCallEvent"] | components["schemas"]["NumberPoolExhaustedEvent"];
        NumberPoolCallEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "call.received" | "call.ended";
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            timestamp: string;
            data: components["schemas"]["NumberPoolCall"];
        };
        NumberPoolCall: {
            poolId: number;
            callId: number;
            callSid: string | null;
            campaignId: number | null;
            phoneNumberId: number;
            /** @description The number of the pool that was called */
            phoneNumber: string;
            callerNumber: string;
            status: string;
            /** @description Null until the call has ended */
            disposition: string | null;
            /** @description Seconds; null until the call has ended */
            duration: number | null;
        };
        NumberPoolExhaustedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "pool.exhausted";
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            timestamp: string;
            data: {
                poolId: number;
            };
        };
        BidReply: {
            /** @example 8.75 */
            bidAmount: number;
            /** @example +1987654321 */
            destinationNumber: string;
            accepted: boolean;
            /** @example USD */
            currency?: string;
            /**
             * @description Seconds from which the call converts
             * @example 300
             */
            duration?: number;
        };
        BidRequest: {
            requestId: string;
            /**
             * @description The rtbId of the campaign
             * @example a1b2c3d4e5f6g7h8i9j0
             */
            campaignId: string;
            /** @example +1234567890 */
            callerId: string | null;
            /** @example +1987654321 */
            calledNumber: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            callStartTime: string;
            /** @example 2.5 */
            minBid: number;
            /** @example 25 */
            maxBid: number | null;
            /** @example USD */
            currency: string;
        };
        LoggedInUserResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            username: string;
            email: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        ErrorResponse: {
            /** @enum {boolean} */
            success: false;
            error: string;
            message: string;
            statusCode: number;
            /** Format: date-time */
            timestamp: string;
            requestId: string;
            details?: {
                field: string;
                message: string;
                code: string;
            }[];
        };
        LoginBody: {
            username: string;
            password: string;
            /**
             * @description Needed if the user has a second factor: a code of the authenticator app, or a recovery code. Each code works once. Without a code, the reply is 401 and `details[0].code` is `second_factor_required`. With a wrong or used code, it is `second_factor_invalid`
             * @example 123456
             */
            code?: string;
        };
        CurrentUserResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            username: string;
            email: string;
            /** @enum {boolean} */
            isAuthenticated: true;
        };
        NotLoggedInResponse: components["schemas"]["ErrorResponse"] & {
            /** @enum {boolean} */
            isAuthenticated?: false;
        };
        MessageResponse: {
            message: string;
        };
        ListAuditEventsResponse: {
            events: components["schemas"]["AuditEventResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        AuditEventResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            actor: {
                /** @enum {string} */
                kind: "user" | "api_key" | "operator" | "anonymous";
                id: number | null;
                name: string;
            };
            /** @enum {string} */
            verb: "created" | "updated" | "deleted";
            entity: string;
            entityId: number | null;
            /** Format: uuid */
            entityUuid: string | null;
            changes: {
                [key: string]: {
                    /** @description Secrets and personal data of leads are shown as `[hidden]` */
                    before?: unknown;
                    /** @description Secrets and personal data of leads are shown as `[hidden]` */
                    after?: unknown;
                };
            };
            requestId: string | null;
            /** @description The IP address of the client. null for the operator */
            address: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        Pagination: {
            page: number;
            limit: number;
            total: number;
            pages: number;
            hasNext: boolean;
            hasPrev: boolean;
        };
        AccountResponse: {
            /** @description The zone of the days of statistics, reports and statements */
            timezone: string;
            /** @description The currency of the totals of statistics */
            currency: string;
            /** @description The business that called people hear as the caller. Null: the name of the account */
            companyName: string | null;
            /** @description The number that called people hear. Null: the caller ID of the call */
            callbackNumber: string | null;
        };
        UpdateAccountBody: {
            /** @example America/Los_Angeles */
            timezone?: string;
            /** @example USD */
            currency?: string;
            companyName?: string | null;
            /** @example +14155551234 */
            callbackNumber?: string | null;
        };
        ListExchangeRatesResponse: {
            exchangeRates: components["schemas"]["ExchangeRateResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        ExchangeRateResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            /** Format: date */
            date: string;
            currency: string;
            /** @description How many units of the currency one US dollar buys */
            perDollar: number;
            source: string;
            /**
             * @description Of one day, the rate of the account counts
             * @enum {string}
             */
            setBy: "account" | "operator";
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            updatedAt: string;
        };
        SetExchangeRatesResponse: {
            exchangeRates: components["schemas"]["ExchangeRateResponse"][];
        };
        SetExchangeRatesBody: {
            /**
             * Format: date
             * @example 2025-03-03
             */
            date: string;
            /**
             * @description One unit of this currency buys the amounts in `rates`
             * @example USD
             */
            base?: string;
            /** @example European Central Bank */
            source: string;
            /**
             * @description Units of each currency for one unit of the base. With another base than USD, USD must be one of them
             * @example {
             *       "USD": 1.0465,
             *       "GBP": 0.8267
             *     }
             */
            rates: {
                [key: string]: number;
            };
        };
        ProCampaignResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            description: string | null;
            phoneNumber: string | null;
            /** @enum {string} */
            routingType: "priority" | "round_robin" | "pool";
            /** @enum {string} */
            status: "active" | "paused" | "completed";
            poolId: number | null;
            rtbRouterId: number | null;
            enableRtb: boolean;
            requiredSkills: string[];
            recordCalls: boolean;
            ringSecondsMax: number;
            conversionSeconds: number;
            rtbId: string | null;
            duplicateWindowSeconds: number;
            /** @enum {string} */
            duplicateAction: "normal" | "same_buyer" | "other_buyer" | "block";
            duplicateBillable: boolean;
            duplicatePayable: boolean;
            /** @enum {string} */
            hiddenCallers: "accept" | "block";
            callerCallsPerHourMax: number;
            blockedCallers: string[];
            allowedCallers: string[];
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreateProCampaignBody: {
            name: string;
            description?: string | null;
            /** @example +14155551234 */
            phoneNumber?: string | null;
            /**
             * @description `priority`: buyers with a lower number go first, equals take turns. `round_robin`: all take turns. `pool`: the least busy buyer goes first.
             * @enum {string}
             */
            routingType?: "priority" | "round_robin" | "pool";
            /** @enum {string} */
            status?: "active" | "paused" | "completed";
            /**
             * Format: uuid
             * @example 1
             */
            poolId?: number | string | null;
            /**
             * Format: uuid
             * @example 1
             */
            rtbRouterId?: number | string | null;
            enableRtb?: boolean;
            /**
             * @description Only agents who have all of these skills get its outbound calls
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            requiredSkills?: string[];
            /** @description Whether conversations are recorded; see `recordingUrl` of a call */
            recordCalls?: boolean;
            ringSecondsMax?: number;
            /** @description A caller who was connected within this window is a duplicate. 0: no call is a duplicate */
            duplicateWindowSeconds?: number;
            /**
             * @description `same_buyer`: the buyer or target of the earlier call is asked first. `other_buyer`: it does not get the call
             * @enum {string}
             */
            duplicateAction?: "normal" | "same_buyer" | "other_buyer" | "block";
            /** @description Whether buyers and targets pay for duplicates */
            duplicateBillable?: boolean;
            /** @description Whether publishers earn something for duplicates */
            duplicatePayable?: boolean;
            /** @enum {string} */
            hiddenCallers?: "accept" | "block";
            /** @description 0 means no limit */
            callerCallsPerHourMax?: number;
            /** @description Numbers, or beginnings of numbers that end with `*` */
            blockedCallers?: string[];
            /** @description The rules for callers do not apply to these callers */
            allowedCallers?: string[];
            /**
             * @description Seconds of conversation that a bid pays for if neither the bid nor its target nor the router names a duration
             * @example 60
             */
            conversionSeconds?: number;
        };
        ProCampaignWithBuyersResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            description: string | null;
            phoneNumber: string | null;
            /** @enum {string} */
            routingType: "priority" | "round_robin" | "pool";
            /** @enum {string} */
            status: "active" | "paused" | "completed";
            poolId: number | null;
            rtbRouterId: number | null;
            enableRtb: boolean;
            requiredSkills: string[];
            recordCalls: boolean;
            ringSecondsMax: number;
            conversionSeconds: number;
            rtbId: string | null;
            duplicateWindowSeconds: number;
            /** @enum {string} */
            duplicateAction: "normal" | "same_buyer" | "other_buyer" | "block";
            duplicateBillable: boolean;
            duplicatePayable: boolean;
            /** @enum {string} */
            hiddenCallers: "accept" | "block";
            callerCallsPerHourMax: number;
            blockedCallers: string[];
            allowedCallers: string[];
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
            buyers: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
                phoneNumber: string;
                priority: number;
            }[];
        };
        UpdateProCampaignBody: {
            name?: string;
            description?: string | null;
            /** @example +14155551234 */
            phoneNumber?: string | null;
            /**
             * @description `priority`: buyers with a lower number go first, equals take turns. `round_robin`: all take turns. `pool`: the least busy buyer goes first.
             * @enum {string}
             */
            routingType?: "priority" | "round_robin" | "pool";
            /** @enum {string} */
            status?: "active" | "paused" | "completed";
            /**
             * Format: uuid
             * @example 1
             */
            poolId?: number | string | null;
            /**
             * Format: uuid
             * @example 1
             */
            rtbRouterId?: number | string | null;
            enableRtb?: boolean;
            /**
             * @description Only agents who have all of these skills get its outbound calls
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            requiredSkills?: string[];
            /** @description Whether conversations are recorded; see `recordingUrl` of a call */
            recordCalls?: boolean;
            ringSecondsMax?: number;
            /** @description A caller who was connected within this window is a duplicate. 0: no call is a duplicate */
            duplicateWindowSeconds?: number;
            /**
             * @description `same_buyer`: the buyer or target of the earlier call is asked first. `other_buyer`: it does not get the call
             * @enum {string}
             */
            duplicateAction?: "normal" | "same_buyer" | "other_buyer" | "block";
            /** @description Whether buyers and targets pay for duplicates */
            duplicateBillable?: boolean;
            /** @description Whether publishers earn something for duplicates */
            duplicatePayable?: boolean;
            /** @enum {string} */
            hiddenCallers?: "accept" | "block";
            /** @description 0 means no limit */
            callerCallsPerHourMax?: number;
            /** @description Numbers, or beginnings of numbers that end with `*` */
            blockedCallers?: string[];
            /** @description The rules for callers do not apply to these callers */
            allowedCallers?: string[];
            /**
             * @description Seconds of conversation that a bid pays for if neither the bid nor its target nor the router names a duration
             * @example 60
             */
            conversionSeconds?: number;
        };
        TargetUsageResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            liveCalls: number;
            callsThisHour: number;
            callsToday: number;
            callsThisMonth: number;
            /** @description Whether a cap is reached: it is not asked now */
            isCapped: boolean;
        };
        BuyerUsageResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            liveCalls: number;
            callsThisHour: number;
            callsToday: number;
            callsThisMonth: number;
            revenueToday: number;
            revenueThisMonth: number;
        };
        BuyerResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            companyName: string | null;
            email: string | null;
            phoneNumber: string;
            priority: number;
            weight: number;
            /** @description 0 means no limit */
            maxConcurrentCalls: number;
            hourlyCallLimit: number;
            /** @description Per day in `timezone`; 0 means no limit */
            dailyCallLimit: number;
            monthlyCallLimit: number;
            dailyRevenueCap: number;
            monthlyRevenueCap: number;
            isActive: boolean;
            hoursOfOperation: components["schemas"]["OpeningHoursResponse"];
            whisper: string | null;
            requiresAccept: boolean;
            pricePerCall: number;
            billableSeconds: number;
            currency: string;
            timezone: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        OpeningHoursResponse: {
            /**
             * @description Sunday is 0
             * @example [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5
             *     ]
             */
            days: number[];
            /** @example 09:00 */
            start: string;
            /** @example 17:00 */
            end: string;
        } | null;
        CreateBuyerBody: {
            name: string;
            companyName?: string | null;
            /** Format: email */
            email?: string | null;
            /**
             * @description Where the calls go: a phone number in E.164 form, or a SIP address
             * @example +14155551234
             */
            phoneNumber: string;
            /**
             * @description Lower goes first
             * @example 1
             */
            priority?: number;
            /**
             * @description The share of the calls among buyers of equal priority, or of all buyers
             * @example 1
             */
            weight?: number;
            /**
             * @description 0 means no limit
             * @example 5
             */
            maxConcurrentCalls?: number;
            /**
             * @description Calls per hour in `timezone`; 0 means no limit
             * @example 5
             */
            hourlyCallLimit?: number;
            /**
             * @description Calls per day in `timezone`; 0 means no limit
             * @example 5
             */
            dailyCallLimit?: number;
            /**
             * @description Calls per calendar month in `timezone`; 0 means no limit
             * @example 5
             */
            monthlyCallLimit?: number;
            /**
             * @description The buyer gets no call whose `pricePerCall` would lift the revenue of the day above this amount. In `currency`; 0 means no cap
             * @example 25
             */
            dailyRevenueCap?: number;
            /**
             * @description The buyer gets no call whose `pricePerCall` would lift the revenue of the calendar month above this amount. In `currency`; 0 means no cap
             * @example 25
             */
            monthlyRevenueCap?: number;
            isActive?: boolean;
            /** @description When the buyer takes calls, in `timezone`. null: at every time */
            hoursOfOperation?: {
                /**
                 * @description Sunday is 0
                 * @example [
                 *       1,
                 *       2,
                 *       3,
                 *       4,
                 *       5
                 *     ]
                 */
                days: number[];
                start: string;
                end: string;
            } | null;
            /**
             * @description What the buyer’s agent hears before the caller
             * @example Call from Summer Campaign
             */
            whisper?: string | null;
            /** @description Whether the buyer’s agent must press 1 to get the caller. Otherwise the next buyer is dialed, and the call counts in no limit of this buyer */
            requiresAccept?: boolean;
            /**
             * @description What the buyer pays for a call that lasts `billableSeconds` and was not won in an auction
             * @example 25
             */
            pricePerCall?: number;
            /**
             * @description Seconds of conversation
             * @example 90
             */
            billableSeconds?: number;
            /** @example USD */
            currency?: string;
            /**
             * @description null: the time zone of the account
             * @example America/Los_Angeles
             */
            timezone?: string | null;
        };
        UpdateBuyerBody: {
            name?: string;
            companyName?: string | null;
            /** Format: email */
            email?: string | null;
            /**
             * @description Where the calls go: a phone number in E.164 form, or a SIP address
             * @example +14155551234
             */
            phoneNumber?: string;
            /**
             * @description Lower goes first
             * @example 1
             */
            priority?: number;
            /**
             * @description The share of the calls among buyers of equal priority, or of all buyers
             * @example 1
             */
            weight?: number;
            /**
             * @description 0 means no limit
             * @example 5
             */
            maxConcurrentCalls?: number;
            /**
             * @description Calls per hour in `timezone`; 0 means no limit
             * @example 5
             */
            hourlyCallLimit?: number;
            /**
             * @description Calls per day in `timezone`; 0 means no limit
             * @example 5
             */
            dailyCallLimit?: number;
            /**
             * @description Calls per calendar month in `timezone`; 0 means no limit
             * @example 5
             */
            monthlyCallLimit?: number;
            /**
             * @description The buyer gets no call whose `pricePerCall` would lift the revenue of the day above this amount. In `currency`; 0 means no cap
             * @example 25
             */
            dailyRevenueCap?: number;
            /**
             * @description The buyer gets no call whose `pricePerCall` would lift the revenue of the calendar month above this amount. In `currency`; 0 means no cap
             * @example 25
             */
            monthlyRevenueCap?: number;
            isActive?: boolean;
            /** @description When the buyer takes calls, in `timezone`. null: at every time */
            hoursOfOperation?: {
                /**
                 * @description Sunday is 0
                 * @example [
                 *       1,
                 *       2,
                 *       3,
                 *       4,
                 *       5
                 *     ]
                 */
                days: number[];
                start: string;
                end: string;
            } | null;
            /**
             * @description What the buyer’s agent hears before the caller
             * @example Call from Summer Campaign
             */
            whisper?: string | null;
            /** @description Whether the buyer’s agent must press 1 to get the caller. Otherwise the next buyer is dialed, and the call counts in no limit of this buyer */
            requiresAccept?: boolean;
            /**
             * @description What the buyer pays for a call that lasts `billableSeconds` and was not won in an auction
             * @example 25
             */
            pricePerCall?: number;
            /**
             * @description Seconds of conversation
             * @example 90
             */
            billableSeconds?: number;
            /** @example USD */
            currency?: string;
            /**
             * @description null: the time zone of the account
             * @example America/Los_Angeles
             */
            timezone?: string | null;
        };
        CampaignBuyerResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            name: string;
            phoneNumber: string;
            priority: number;
            maxConcurrentCalls: number;
            isActive: boolean;
            campaignBuyer: {
                priority: number;
                /**
                 * Format: date-time
                 * @example 2025-01-01T00:00:00.000Z
                 */
                createdAt: string;
            };
        };
        AddBuyerToCampaignBody: {
            /**
             * Format: uuid
             * @example 1
             */
            buyerId: number | string;
            /**
             * @description Lower goes first
             * @example 1
             */
            priority?: number;
        };
        ProAgentResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            email: string | null;
            phoneNumber: string;
            skills: string[];
            maxConcurrentCalls: number;
            priority: number;
            /**
             * @description An available agent is shown as `busy` without a free slot and during wrap-up.
             * @enum {string}
             */
            status: "available" | "busy" | "offline";
            isActive: boolean;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreateProAgentBody: {
            name: string;
            /** Format: email */
            email?: string | null;
            /** @example +14155551234 */
            phoneNumber: string;
            /**
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            skills?: string[];
            maxConcurrentCalls?: number;
            /**
             * @description Agents with a lower number get calls first. Agents with the same number take turns
             * @example 1
             */
            priority?: number;
            isActive?: boolean;
            /** @enum {string} */
            status?: "available" | "busy" | "offline" | "break";
        };
        UpdateProAgentBody: {
            name?: string;
            /** Format: email */
            email?: string | null;
            /** @example +14155551234 */
            phoneNumber?: string;
            /**
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            skills?: string[];
            maxConcurrentCalls?: number;
            /**
             * @description Agents with a lower number get calls first. Agents with the same number take turns
             * @example 1
             */
            priority?: number;
            isActive?: boolean;
        };
        UpdateProAgentStatusBody: {
            /** @enum {string} */
            status: "available" | "busy" | "offline" | "break";
            reason?: string | null;
        };
        AgentMetricsResponse: {
            /** @description Ended calls that were assigned to the agent */
            totalCalls: number;
            /** @description Seconds of talk time, divided by all ended calls */
            averageCallDuration: number;
            /** @description The answered calls, divided by all ended calls */
            successRate: number;
            /** @description In seconds */
            totalTalkTime: number;
            /** @description Ended calls, divided by the days of the period */
            callsPerDay: number;
            performance: {
                /** @description The success rate as 0 to 5 stars, in half stars */
                rating: number;
                /** @description Calls that were marked as converted */
                conversions: number;
                /** @description The converted calls, divided by all ended calls */
                conversionRate: number;
            };
        };
        ListCallsResponse: {
            calls: components["schemas"]["CallResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        CallResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            campaignId: number | null;
            buyerId: number | null;
            callerNumber: string;
            /** @description The number that the caller was forwarded to, otherwise the number that was dialed */
            destinationNumber: string;
            callSid: string | null;
            status: string;
            duration: number | null;
            /** @description Plays without a credential, and expires after one to two hours */
            recordingUrl: string | null;
            cost: number | null;
            hangupCause: string | null;
            /** @description Whether the call converted; null until a user sets it or the value of the call is calculated */
            converted: boolean | null;
            /** @description What the call earned; null until the value of the call is calculated */
            readonly revenue: number | null;
            /** @description The currency of `revenue` */
            readonly currency: string | null;
            /** @description What the publisher of the call earned */
            readonly payout: number | null;
            readonly payoutCurrency: string | null;
            readonly publisherId: number | null;
            /** @description The bidder that pays for the call */
            readonly targetId: number | null;
            /** @enum {string} */
            direction: "inbound" | "outbound";
            /** @description The earlier call of the same caller, within the window of the campaign */
            readonly duplicateOf: number | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreateCallBody: {
            /**
             * Format: uuid
             * @example 1
             */
            campaignId?: number | string | null;
            /**
             * Format: uuid
             * @example 1
             */
            buyerId?: number | string | null;
            /** @example +14155551234 */
            callerNumber: string;
            /** @example +14155551234 */
            destinationNumber: string;
            callSid?: string | null;
            /**
             * @default initiated
             * @enum {string}
             */
            status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
            /**
             * @default inbound
             * @enum {string}
             */
            direction?: "inbound" | "outbound";
        };
        UpdateCallBody: {
            /** @enum {string} */
            status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
            duration?: number;
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            recordingUrl?: string | null;
            cost?: number;
            hangupCause?: string | null;
            converted?: boolean;
        };
        CallLogResponse: {
            id: number;
            callId: number;
            event: string;
            message: string;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        CallMoneyResponse: {
            callId: number;
            converted: boolean | null;
            revenue: number | null;
            currency: string | null;
            payout: number | null;
            payoutCurrency: string | null;
            /** @description Oldest first; the first 1000 */
            transactions: components["schemas"]["LedgerTransactionResponse"][];
        };
        LedgerTransactionResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            /** @enum {string} */
            kind: "settlement" | "payout" | "carrier_cost" | "conversion" | "adjustment" | "dispute" | "refund" | "resettlement";
            reason: string | null;
            userId: number | null;
            entries: components["schemas"]["LedgerEntryResponse"][];
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        LedgerEntryResponse: {
            /** @enum {string} */
            account: "buyer" | "target" | "disputed" | "publisher" | "carrier" | "revenue" | "payout" | "carrier_cost";
            buyerId: number | null;
            targetId: number | null;
            publisherId: number | null;
            currency: string;
            /** @description The entries of a transaction add up to 0 in each currency */
            amount: number;
        };
        ReportConversionBody: {
            /** @default true */
            converted?: boolean;
            /**
             * @description What the buyer or bidder pays; if absent, the price on the terms of the call
             * @example 25
             */
            revenue?: number;
            /**
             * @description If sent, it must be the currency of the call
             * @example USD
             */
            currency?: string;
            reason?: string | null;
        };
        AdjustCallBody: {
            /**
             * @description The change of the revenue
             * @default 0
             * @example -2.5
             */
            revenue?: number;
            /**
             * @description The change of the payout
             * @default 0
             * @example -1
             */
            payout?: number;
            /**
             * @description If sent, it must be the currency of the call
             * @example USD
             */
            currency?: string;
            reason: string;
        };
        DisputeResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            callId: number;
            buyerId: number | null;
            targetId: number | null;
            /** @enum {string} */
            status: "open" | "accepted" | "rejected" | "withdrawn";
            reason: string;
            currency: string;
            amount: number;
            /** @description What an accepted dispute gave back */
            refunded: number | null;
            resolution: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            resolvedAt: string | null;
        };
        OpenDisputeBody: {
            /** @description If absent, the whole revenue of the call */
            amount?: number;
            reason: string;
        };
        ListDisputesResponse: {
            disputes: components["schemas"]["DisputeResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        ResolveDisputeBody: {
            /** @enum {string} */
            outcome: "accepted" | "rejected" | "withdrawn";
            /** @description What an accepted dispute gives back; if absent, the disputed amount */
            amount?: number;
            /**
             * @description Lowers the payout of the publisher in proportion to the refund
             * @default false
             */
            reversePayout?: boolean;
            note?: string | null;
        };
        PostbackResponse: {
            /** @description Add `?call=…`. Keep it secret, like a password */
            url: string;
        };
        StatementResponse: {
            /** @description The id of the buyer, target or publisher */
            id: number;
            /** Format: uuid */
            uuid: string;
            name: string;
            timezone: string;
            /** @description One for each currency. Currencies are never added */
            totals: components["schemas"]["StatementTotalResponse"][];
            /** @description Oldest first */
            lines: components["schemas"]["StatementLineResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        StatementTotalResponse: {
            currency: string;
            /** @description The sum of all entries before the period */
            opening: number;
            /** @description The entries of the period, added up by their kind */
            byKind: {
                /** @enum {string} */
                kind: "settlement" | "payout" | "carrier_cost" | "conversion" | "adjustment" | "dispute" | "refund" | "resettlement";
                amount: number;
            }[];
            /** @description The sum of the entries of the period */
            total: number;
            /** @description `opening` + `total` */
            closing: number;
            /** @description What is in dispute at the end of the period. It is not part of the other amounts */
            disputed: number;
        };
        StatementLineResponse: {
            id: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /** @enum {string} */
            kind: "settlement" | "payout" | "carrier_cost" | "conversion" | "adjustment" | "dispute" | "refund" | "resettlement";
            callId: number;
            currency: string;
            /** @description What the buyer or target owes, or what the publisher is owed */
            amount: number;
            reason: string | null;
        };
        CallReportResponse: {
            timezone: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            from: string;
            /**
             * Format: date-time
             * @description Excluded
             * @example 2025-01-01T00:00:00.000Z
             */
            to: string;
            /** @description One for each currency: the sums of all rows. Currencies are never added */
            totals: components["schemas"]["ReportFiguresResponse"][];
            rows: components["schemas"]["ReportRowResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        ReportFiguresResponse: {
            currency: string;
            /** @description Ended calls. A call counts in the row of the currency of its revenue */
            calls: number;
            /** @description Answered calls */
            connected: number;
            conversions: number;
            /** @description Conversions, divided by calls */
            conversionRate: number;
            /** @description Calls whose caller had called shortly before */
            duplicates: number;
            /** @description Seconds of talk time */
            duration: number;
            revenue: number;
            payout: number;
            /** @description What the carrier charged, without estimates */
            carrierCost: number;
            /** @description Revenue minus payout and carrier cost, in this currency */
            profit: number;
        };
        /** @description Only the members of `groupBy` are present. null: the calls without a value */
        ReportRowResponse: {
            campaign?: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
            } | null;
            buyer?: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
            } | null;
            target?: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
            } | null;
            publisher?: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
            } | null;
            source?: string | null;
            number?: string | null;
            /** @description The state of the area code of the person */
            state?: string | null;
            /** @description The hour of the day, 0 to 23 */
            hour?: number | null;
            /** Format: date */
            day?: string | null;
            currency: string;
            /** @description Ended calls. A call counts in the row of the currency of its revenue */
            calls: number;
            /** @description Answered calls */
            connected: number;
            conversions: number;
            /** @description Conversions, divided by calls */
            conversionRate: number;
            /** @description Calls whose caller had called shortly before */
            duplicates: number;
            /** @description Seconds of talk time */
            duration: number;
            revenue: number;
            payout: number;
            /** @description What the carrier charged, without estimates */
            carrierCost: number;
            /** @description Revenue minus payout and carrier cost, in this currency */
            profit: number;
        };
        TargetResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            companyName: string | null;
            contactPerson: string | null;
            contactEmail: string | null;
            contactPhone: string | null;
            endpointUrl: string;
            /** @enum {string} */
            httpMethod: "GET" | "POST" | "PUT" | "PATCH";
            contentType: string;
            requestBody: string | null;
            headers: {
                [key: string]: string;
            };
            /** @enum {string} */
            callerIdExposure: "full" | "hashed" | "hidden";
            authentication: string;
            /** @description Masked. An update with the mask keeps the stored token */
            authToken: string | null;
            hasAuthToken: boolean;
            readonly postUrl: string | null;
            /** @enum {string} */
            readonly postMethod: "GET" | "POST" | "PUT" | "PATCH";
            readonly postBody: string | null;
            readonly postTimeout: number;
            timeoutMs: number;
            connectionTimeout: number;
            bidAmountPath: string;
            destinationNumberPath: string;
            acceptancePath: string | null;
            acceptanceValues: string[];
            noBidStatuses: number[] | null;
            currencyPath: string | null;
            durationPath: string | null;
            expiryPath: string | null;
            minBidAmount: number;
            maxBidAmount: number | null;
            bidDuration: number;
            conversionSeconds: number | null;
            currency: string;
            timezone: string;
            hoursOfOperation: components["schemas"]["OpeningHoursResponse"];
            isActive: boolean;
            /** @description 0 means no limit */
            maxConcurrentCalls: number;
            /** @description 0 means no limit */
            dailyCap: number;
            /** @description 0 means no limit */
            hourlyCap: number;
            /** @description 0 means no limit */
            monthlyCap: number;
            /** @description Estimated share of awarded calls that convert */
            readonly conversionRate: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreateTargetBody: {
            name: string;
            companyName?: string | null;
            contactPerson?: string | null;
            /** Format: email */
            contactEmail?: string | null;
            /** @example +14155551234 */
            contactPhone?: string | null;
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            endpointUrl: string;
            /** @enum {string} */
            httpMethod?: "GET" | "POST" | "PUT" | "PATCH";
            /** @example application/json */
            contentType?: string;
            /** @description The template of the body. Placeholders: the members of the default body, such as {callerId}, and {callerIdNational}, {callerIdHash}, {callerAreaCode}, {callerState}, {callerCountry}, {publisherId}, {utmSource}, {utmMedium}, {utmCampaign}, {utmContent}, {utmTerm}, {gclid}, {fbclid}, {msclkid}, {page} and {tags.NAME} for the tags of the visitor. null: the default body */
            requestBody?: string | null;
            /**
             * @description Further HTTP headers of the request, with placeholders as in `requestBody`. Not for credentials: they are shown
             * @example {
             *       "X-Sub-Id": "{tags.subId}"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description What the target learns about the caller’s number before it wins the call: the number, its SHA-256 hash (of the E.164 form, in hex), or nothing
             * @enum {string}
             */
            callerIdExposure?: "full" | "hashed" | "hidden";
            /** @example none */
            authentication?: string;
            authToken?: string | null;
            /**
             * Format: uri
             * @description Two-step accept: the winner gets a second request at this address before it is dialed, and must confirm at `acceptancePath`. Its reply may raise the price up to `maxBidAmount`, shorten the duration and replace the destination. A refusal, a worse bid or no reply in time passes the call to the next bid. null: no second request
             * @example https://example.com/voicemail.mp3
             */
            postUrl?: string | null;
            /** @enum {string} */
            postMethod?: "GET" | "POST" | "PUT" | "PATCH";
            /** @description The template of the body of the second request, with the placeholders of `requestBody`, {bid} and {reply.NAME} for members of the reply to the first request. {callerId} is the number itself. null: the default body */
            postBody?: string | null;
            /** @description Milliseconds to confirm. All confirmations of a call together take at most 3000 */
            postTimeout?: number;
            timeoutMs?: number;
            connectionTimeout?: number;
            bidAmountPath?: string;
            destinationNumberPath?: string;
            acceptancePath?: string | null;
            /** @description The values at `acceptancePath` that accept the call, in upper or lower case */
            acceptanceValues?: string[];
            /** @description The HTTP statuses that mean "no bid" instead of a fault. null: every 4xx with a reason in its body, except 401, 407, 408 and 429. An empty 2xx always means "no bid" */
            noBidStatuses?: number[] | null;
            currencyPath?: string | null;
            durationPath?: string | null;
            /** @description The expiry of the bid: seconds, or a time (ISO 8601 or Unix). null: the usual names, such as `expireInSeconds` and `expires_at` */
            expiryPath?: string | null;
            minBidAmount?: number;
            /** @description null means no maximum. An auction always waits for such a bidder */
            maxBidAmount?: number | null;
            /** @description `duration` in the hosted bids of the target: seconds from which a conversation converts */
            bidDuration?: number;
            /**
             * @description Seconds of conversation that a bid without a duration pays for; null: as the router says
             * @example 60
             */
            conversionSeconds?: number | null;
            /** @example USD */
            currency?: string;
            /** @example America/Los_Angeles */
            timezone?: string;
            hoursOfOperation?: {
                /**
                 * @description Sunday is 0
                 * @example [
                 *       1,
                 *       2,
                 *       3,
                 *       4,
                 *       5
                 *     ]
                 */
                days: number[];
                start: string;
                end: string;
            } | null;
            isActive?: boolean;
            /** @description 0 means no limit */
            maxConcurrentCalls?: number;
            /** @description 0 means no limit */
            dailyCap?: number;
            /** @description 0 means no limit */
            hourlyCap?: number;
            /** @description 0 means no limit */
            monthlyCap?: number;
        };
        DeleteAllTargetsResponse: components["schemas"]["MessageResponse"] & {
            deleted: number;
        };
        UpdateTargetBody: {
            name?: string;
            companyName?: string | null;
            contactPerson?: string | null;
            /** Format: email */
            contactEmail?: string | null;
            /** @example +14155551234 */
            contactPhone?: string | null;
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            endpointUrl?: string;
            /** @enum {string} */
            httpMethod?: "GET" | "POST" | "PUT" | "PATCH";
            /** @example application/json */
            contentType?: string;
            /** @description The template of the body. Placeholders: the members of the default body, such as {callerId}, and {callerIdNational}, {callerIdHash}, {callerAreaCode}, {callerState}, {callerCountry}, {publisherId}, {utmSource}, {utmMedium}, {utmCampaign}, {utmContent}, {utmTerm}, {gclid}, {fbclid}, {msclkid}, {page} and {tags.NAME} for the tags of the visitor. null: the default body */
            requestBody?: string | null;
            /**
             * @description Further HTTP headers of the request, with placeholders as in `requestBody`. Not for credentials: they are shown
             * @example {
             *       "X-Sub-Id": "{tags.subId}"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description What the target learns about the caller’s number before it wins the call: the number, its SHA-256 hash (of the E.164 form, in hex), or nothing
             * @enum {string}
             */
            callerIdExposure?: "full" | "hashed" | "hidden";
            /** @example none */
            authentication?: string;
            authToken?: string | null;
            /**
             * Format: uri
             * @description Two-step accept: the winner gets a second request at this address before it is dialed, and must confirm at `acceptancePath`. Its reply may raise the price up to `maxBidAmount`, shorten the duration and replace the destination. A refusal, a worse bid or no reply in time passes the call to the next bid. null: no second request
             * @example https://example.com/voicemail.mp3
             */
            postUrl?: string | null;
            /** @enum {string} */
            postMethod?: "GET" | "POST" | "PUT" | "PATCH";
            /** @description The template of the body of the second request, with the placeholders of `requestBody`, {bid} and {reply.NAME} for members of the reply to the first request. {callerId} is the number itself. null: the default body */
            postBody?: string | null;
            /** @description Milliseconds to confirm. All confirmations of a call together take at most 3000 */
            postTimeout?: number;
            timeoutMs?: number;
            connectionTimeout?: number;
            bidAmountPath?: string;
            destinationNumberPath?: string;
            acceptancePath?: string | null;
            /** @description The values at `acceptancePath` that accept the call, in upper or lower case */
            acceptanceValues?: string[];
            /** @description The HTTP statuses that mean "no bid" instead of a fault. null: every 4xx with a reason in its body, except 401, 407, 408 and 429. An empty 2xx always means "no bid" */
            noBidStatuses?: number[] | null;
            currencyPath?: string | null;
            durationPath?: string | null;
            /** @description The expiry of the bid: seconds, or a time (ISO 8601 or Unix). null: the usual names, such as `expireInSeconds` and `expires_at` */
            expiryPath?: string | null;
            minBidAmount?: number;
            /** @description null means no maximum. An auction always waits for such a bidder */
            maxBidAmount?: number | null;
            /** @description `duration` in the hosted bids of the target: seconds from which a conversation converts */
            bidDuration?: number;
            /**
             * @description Seconds of conversation that a bid without a duration pays for; null: as the router says
             * @example 60
             */
            conversionSeconds?: number | null;
            /** @example USD */
            currency?: string;
            /** @example America/Los_Angeles */
            timezone?: string;
            hoursOfOperation?: {
                /**
                 * @description Sunday is 0
                 * @example [
                 *       1,
                 *       2,
                 *       3,
                 *       4,
                 *       5
                 *     ]
                 */
                days: number[];
                start: string;
                end: string;
            } | null;
            isActive?: boolean;
            /** @description 0 means no limit */
            maxConcurrentCalls?: number;
            /** @description 0 means no limit */
            dailyCap?: number;
            /** @description 0 means no limit */
            hourlyCap?: number;
            /** @description 0 means no limit */
            monthlyCap?: number;
        };
        TestTargetResponse: {
            /** @description Whether the bid would be valid in an auction */
            success: boolean;
            targetId: number;
            accepted: boolean;
            bidAmount: number | null;
            currency: string;
            destinationNumber: string | null;
            responseTimeMs: number;
            reason: string | null;
            reasonCode: number;
            message: string;
            /** @description The second request; null if it was not sent */
            confirmation: {
                /** @description Whether the bid would be dialed */
                success: boolean;
                bidAmount: number | null;
                destinationNumber: string | null;
                responseTimeMs: number;
                reason: string | null;
                message: string;
            } | null;
            /** @description The HTTP status of the response; null without a response */
            httpStatus: number | null;
            /** @description What was sent, without credentials; null: the request could not be built */
            request: {
                /** @enum {string} */
                method: "GET" | "POST" | "PUT" | "PATCH";
                /** @description The query of `endpointUrl` with the values of the test */
                query: string | null;
                headers: {
                    [key: string]: string;
                };
                body: string | null;
            } | null;
        };
        TestTargetBody: {
            requestId?: string;
            /**
             * @description The id of the campaign, or its rtbId, which bidders see
             * @example 1
             */
            campaignId?: number | string;
            callerId?: string;
            minBid?: number;
            maxBid?: number;
            /** @description Whether a valid bid also gets the second request at `postUrl`. The bidder may take it for a sale */
            confirm?: boolean;
        };
        RouterResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            description: string | null;
            biddingTimeoutMs: number;
            minBiddersRequired: number;
            enablePredictiveRouting: boolean;
            /** @enum {string} */
            revenueType: "per_call" | "per_minute" | "cpa" | "cpl";
            conversionTracking: boolean;
            conversionSeconds: number | null;
            destinationCountries: string[] | null;
            isActive: boolean;
            assignedTargets: components["schemas"]["AssignedTargetResponse"][];
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        AssignedTargetResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            name: string;
            priority: number;
            weight: number;
        };
        CreateRouterBody: {
            name: string;
            description?: string | null;
            biddingTimeoutMs?: number;
            /** @description No auction takes place with fewer bidders that are open and below their caps */
            minBiddersRequired?: number;
            /** @description Ranks bids by amount × conversion rate instead of by amount */
            enablePredictiveRouting?: boolean;
            /** @enum {string} */
            revenueType?: "per_call" | "per_minute" | "cpa" | "cpl";
            /** @description false: every conversation counts as converted, whatever duration the bid names */
            conversionTracking?: boolean;
            /**
             * @description Seconds of conversation that a bid without a duration pays for; null: as the campaign says
             * @example 60
             */
            conversionSeconds?: number | null;
            /** @description The countries whose numbers bids may name (ISO 3166-1 alpha-2). null: the countries of the caller and of the number that the caller dialled */
            destinationCountries?: string[] | null;
            isActive?: boolean;
        };
        UpdateRouterBody: {
            name?: string;
            description?: string | null;
            biddingTimeoutMs?: number;
            /** @description No auction takes place with fewer bidders that are open and below their caps */
            minBiddersRequired?: number;
            /** @description Ranks bids by amount × conversion rate instead of by amount */
            enablePredictiveRouting?: boolean;
            /** @enum {string} */
            revenueType?: "per_call" | "per_minute" | "cpa" | "cpl";
            /** @description false: every conversation counts as converted, whatever duration the bid names */
            conversionTracking?: boolean;
            /**
             * @description Seconds of conversation that a bid without a duration pays for; null: as the campaign says
             * @example 60
             */
            conversionSeconds?: number | null;
            /** @description The countries whose numbers bids may name (ISO 3166-1 alpha-2). null: the countries of the caller and of the number that the caller dialled */
            destinationCountries?: string[] | null;
            isActive?: boolean;
        };
        RouterTargetResponse: {
            routerId: number;
            targetId: number;
            name: string;
            priority: number;
            weight: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        AddTargetToRouterBody: {
            /**
             * Format: uuid
             * @example 1
             */
            targetId: number | string;
            /**
             * @description Between equal bids, the lower priority wins
             * @default 1
             */
            priority?: number;
            /**
             * @description Between equal bids of equal priority, the higher weight wins
             * @default 100
             */
            weight?: number;
        };
        ListBidRequestsResponse: {
            bidRequests: components["schemas"]["BidRequestResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        BidRequestResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            requestId: string;
            campaignId: number | null;
            campaignRtbId: string | null;
            callerId: string;
            /** @description Whether the caller had called shortly before */
            readonly isDuplicate: boolean;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            callStartTime: string;
            targetIds: number[];
            auctionTimeoutMs: number;
            minBid: number;
            maxBid: number | null;
            /** @description The currency of `minBid`, `maxBid` and `winningBid`. Bids in other currencies are converted to it */
            currency: string;
            /** @enum {string} */
            status: "pending" | "completed" | "no_bids" | "no_bidders" | "failed";
            winningBid: number | null;
            winningTargetId: number | null;
            readonly winningTargetName: string | null;
            readonly campaignName: string | null;
            readonly routerId: number;
            readonly routerName: string;
            call: components["schemas"]["AuctionCallResponse"];
            /** @description Milliseconds until the auction was decided */
            totalResponseTime: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        /** @description null: the call is not stored */
        AuctionCallResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            live: boolean;
            /** @description Whether the caller talked with a target or a buyer */
            connected: boolean;
            talkSeconds: number | null;
            /** @description The name of the target or buyer that has the call, or had it at its end */
            recipient: string | null;
            /** @description What the call really earned, which may be less than `winningBid`; null until its value is computed */
            revenue: number | null;
            currency: string | null;
        } | null;
        BidLadderResponse: components["schemas"]["BidRequestResponse"] & {
            /** @description The best valid bid first, bidders without a bid last */
            bids: components["schemas"]["LadderBidResponse"][];
        };
        LadderBidResponse: components["schemas"]["BidResponse"] & {
            /** Format: uuid */
            targetUuid: string;
            targetName: string;
            /** @description The place among the valid bids; null: no valid bid */
            rank: number | null;
            award: components["schemas"]["AwardResponse"];
        };
        /** @description null: the bidder got no award */
        AwardResponse: {
            /**
             * @description `claimed`: the call counts in the caps now; `released`: the bidder did not get the call
             * @enum {string}
             */
            status: "claimed" | "released" | "completed";
            /** @description Which attempt to connect the call; null: it was not dialed */
            attempt: number | null;
            /** @description The status of the dialed leg, by the carrier */
            dialStatus: string | null;
            /** @description Whether caller and bidder talked; null: not known yet */
            connected: boolean | null;
            talkSeconds: number | null;
            /** @description In the currency of the bid, before later corrections of the call */
            revenue: number | null;
        } | null;
        BidResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            bidRequestId: number;
            targetId: number;
            bidAmount: number | null;
            currency: string;
            /** @description How many units of the currency of the bid request one unit of `currency` is */
            readonly exchangeRate: number;
            /**
             * Format: date
             * @description The day of the rate; null if all bidders use one currency
             */
            readonly exchangeRateDate: string | null;
            destinationNumber: string | null;
            accepted: boolean;
            responseTimeMs: number;
            rawResponse: string | null;
            isWinner: boolean;
            /** @example outbid */
            reason: string;
            reasonCode: number;
            reasonText: string;
            /** @description The result of the second request: `confirmed`, or the reason why the next bid was dialed. null: not sent */
            readonly confirmation: string | null;
            readonly confirmationTimeMs: number | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        AvailableNumbersResponse: {
            availableNumbers: components["schemas"]["AvailableNumber"][];
        };
        AvailableNumber: {
            phoneNumber: string;
            friendlyName: string;
            locality: string | null;
            region: string | null;
            isoCountry: string;
            capabilities: ("voice" | "sms" | "mms" | "fax")[];
        };
        PhoneNumberResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            phoneNumber: string;
            phoneNumberSid: string | null;
            friendlyName: string | null;
            /** @enum {string} */
            status: "available" | "assigned" | "suspended";
            /** @enum {string|null} */
            assignedTo: "campaign" | "pool" | null;
            assignedId: number | null;
            capabilities: ("voice" | "sms" | "mms" | "fax")[];
            /**
             * @description Whether calls to the number reach this system, by the carrier
             * @enum {string}
             */
            readonly carrierStatus: "synced" | "syncing" | "failed" | "not_synced";
            /** @description Why the carrier lacks the settings */
            readonly carrierProblem: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        NumberPurchaseResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            phoneNumber: string;
            friendlyName: string | null;
            /** @enum {string} */
            status: "pending" | "completed" | "failed";
            /** @description null until the status is `completed` */
            phoneNumberId: number | null;
            /** @description Why the purchase failed */
            reason: string | null;
            /** @description Poll this URL until the status is not `pending` */
            statusUrl: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        PurchasePhoneNumberBody: {
            /** @example +14155551234 */
            phoneNumber: string;
            /** @default null */
            friendlyName?: string | null;
            /**
             * Format: uri
             * @description By default the URL of this system, which is also set when the number is assigned later
             * @default null
             * @example https://example.com/voicemail.mp3
             */
            voiceUrl?: string | null;
            /**
             * Format: uri
             * @default null
             * @example https://example.com/voicemail.mp3
             */
            statusCallback?: string | null;
        };
        CreatePhoneNumberBody: {
            /** @example +14155551234 */
            phoneNumber: string;
            /**
             * @description The carrier's id of the number. Without it, the id of the grant is used, if the grant has one
             * @default null
             * @example PNxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
             */
            phoneNumberSid?: string | null;
            /** @default null */
            friendlyName?: string | null;
            /**
             * @default [
             *       "voice"
             *     ]
             */
            capabilities?: ("voice" | "sms" | "mms" | "fax")[];
        };
        UpdatePhoneNumberBody: {
            friendlyName?: string | null;
            /**
             * @description `available` unassigns the number. A `suspended` number stays assigned, but accepts no calls.
             * @enum {string}
             */
            status?: "available" | "assigned" | "suspended";
            /** @enum {string|null} */
            assignedTo?: "campaign" | "pool" | null;
            /**
             * Format: uuid
             * @example 1
             */
            assignedId?: number | string | null;
        };
        NumberPoolResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            description: string | null;
            webhookUrl: string | null;
            isActive: boolean;
            phoneNumbers: {
                id: number;
                /** Format: uuid */
                uuid: string;
                phoneNumber: string;
                /** @enum {string} */
                readonly status: "available" | "assigned" | "suspended";
            }[];
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        NumberPoolWithSecretResponse: components["schemas"]["NumberPoolResponse"] & {
            /** @description Signs the messages to the webhook. No other reply shows the secret again. */
            webhookSecret?: string;
        };
        CreateNumberPoolBody: {
            name: string;
            description?: string | null;
            /**
             * @description Receives `call.received` and `call.ended` for calls to numbers of the pool, and `pool.exhausted` when no number was free for a visitor. Messages are signed by Standard Webhooks, and repeated for about 31 hours until the server answers 2xx.
             * @example https://api.example.com/webhook
             */
            webhookUrl?: string | null;
            /** @description New visitors get no numbers of an inactive pool. Calls to its numbers still connect. */
            isActive?: boolean;
        };
        UpdateNumberPoolBody: {
            name?: string;
            description?: string | null;
            /**
             * @description Receives `call.received` and `call.ended` for calls to numbers of the pool, and `pool.exhausted` when no number was free for a visitor. Messages are signed by Standard Webhooks, and repeated for about 31 hours until the server answers 2xx.
             * @example https://api.example.com/webhook
             */
            webhookUrl?: string | null;
            /** @description New visitors get no numbers of an inactive pool. Calls to its numbers still connect. */
            isActive?: boolean;
        };
        WebhookSecretResponse: {
            /** @description Signs the messages to the webhook. No other reply shows the secret again. */
            webhookSecret: string;
        };
        AddNumberToPoolBody: {
            /**
             * Format: uuid
             * @example 1
             */
            phoneNumberId: number | string;
        };
        NumberPoolStatisticsResponse: {
            /** @description Numbers of the pool, suspended ones too */
            totalNumbers: number;
            /** @description Numbers with the status `assigned`: all numbers of the pool, without suspended ones */
            assignedNumbers: number;
            /** @description Numbers that are leased to a visitor or have a live call now */
            inUseNumbers: number;
            /** @description Assigned numbers that are not in use */
            availableNumbers: number;
            /** @description inUseNumbers ÷ totalNumbers */
            utilizationRate: number;
            /** @description Calls since each number was added to the pool */
            totalCalls: number;
            /** @description totalCalls ÷ totalNumbers */
            averageCallsPerNumber: number;
            /** @description Largest number of visitors with a number of their own at the same time, in the last 7 days */
            peakConcurrentLeases: number;
            /** @description Share of visitors who found no free number, in the last 7 days */
            overflowRate: number;
            /** @description Smallest size at which at most 1 % of visitors find no free number, by Erlang B for the busiest hour of the last 7 days. Without tracked visitors, calls count as visitors. */
            recommendedSize: number;
        };
        TwilioAccountResponse: {
            accountSid: string;
            friendlyName: string;
            status: string;
            type: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            dateCreated: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            dateUpdated: string;
        };
        TwilioPhoneNumbersResponse: {
            phoneNumbers: components["schemas"]["TwilioPhoneNumberResponse"][];
        };
        TwilioPhoneNumberResponse: {
            phoneNumber: string;
            phoneNumberSid: string;
            friendlyName: string;
            voiceUrl: string | null;
            statusCallback: string | null;
            capabilities: {
                voice: boolean;
                sms: boolean;
                mms: boolean;
            };
        };
        UpdateTwilioPhoneNumberBody: {
            friendlyName?: string;
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            voiceUrl?: string;
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            statusCallback?: string;
            /** @enum {string} */
            voiceMethod?: "POST" | "GET";
        };
        TwilioRecordingResponse: {
            recordingSid: string;
            accountSid: string;
            callSid: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            dateCreated: string;
            duration: number | null;
            channels: number | null;
            source: string | null;
            /**
             * @description null until the carrier has priced the recording
             * @example -0.0025
             */
            price: string | null;
            priceUnit: string;
            /** @enum {string} */
            status: "in-progress" | "processing" | "completed" | "absent" | "deleted";
            /** @description Requires the same credentials as this request */
            mediaUrl: string;
        };
        PublisherResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            companyName: string | null;
            contactEmail: string | null;
            contactPhone: string | null;
            /** @enum {string} */
            payoutType: "per_call" | "per_minute" | "cpa" | "cpl";
            defaultPayout: number;
            /** @description A shorter conversation earns nothing (per_call and per_minute). null: a call earns only if its buyer or bidder pays */
            minSeconds: number | null;
            currency: string;
            isActive: boolean;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreatePublisherBody: {
            name: string;
            companyName?: string | null;
            /** Format: email */
            contactEmail?: string | null;
            /** @example +14155551234 */
            contactPhone?: string | null;
            /** @enum {string} */
            payoutType?: "per_call" | "per_minute" | "cpa" | "cpl";
            /**
             * @description In the currency of the publisher
             * @example 5
             */
            defaultPayout?: number;
            /** @example 30 */
            minSeconds?: number | null;
            /** @example USD */
            currency?: string;
            isActive?: boolean;
        };
        UpdatePublisherBody: {
            name?: string;
            companyName?: string | null;
            /** Format: email */
            contactEmail?: string | null;
            /** @example +14155551234 */
            contactPhone?: string | null;
            /** @enum {string} */
            payoutType?: "per_call" | "per_minute" | "cpa" | "cpl";
            /**
             * @description In the currency of the publisher
             * @example 5
             */
            defaultPayout?: number;
            /** @example 30 */
            minSeconds?: number | null;
            /** @example USD */
            currency?: string;
            isActive?: boolean;
        };
        PublisherCampaignResponse: {
            campaignId: number;
            campaignName: string;
            /** @description null: the default payout of the publisher */
            customPayout: number | null;
            /** @description null: the minimum of the publisher */
            minSeconds: number | null;
            /** @description Ended calls that the publisher sent */
            calls: number;
            /** @description Payouts of the campaign: the sum of the ledger */
            revenue: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        AddPublisherToCampaignBody: {
            /**
             * Format: uuid
             * @example 1
             */
            campaignId: number | string;
            /**
             * @description In the currency of the publisher
             * @example 5
             */
            customPayout?: number | null;
            /** @example 30 */
            minSeconds?: number | null;
        };
        ListPayoutsResponse: {
            payouts: components["schemas"]["PayoutResponse"][];
            /** @description Sum of all payouts in the currency of the publisher, not of this page */
            totalAmount: number;
            currency: string;
            pagination: components["schemas"]["Pagination"];
        };
        PayoutResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            callId: number;
            campaignId: number | null;
            campaignName: string | null;
            /**
             * @description Each call has one credit; corrections may be negative
             * @enum {string}
             */
            entry: "credit" | "correction";
            amount: number;
            currency: string;
            /** @enum {string} */
            reason: "earned" | "not_connected" | "too_short" | "not_converted" | "unpaid" | "duplicate" | "adjusted" | "disputed";
            /** @enum {string} */
            payoutType: "per_call" | "per_minute" | "cpa" | "cpl";
            /** @description The rate that applied */
            payout: number;
            talkSeconds: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        PublisherNumberResponse: {
            phoneNumberId: number;
            phoneNumber: string;
            friendlyName: string | null;
        };
        AssignPublisherNumberBody: {
            /**
             * Format: uuid
             * @example 1
             */
            phoneNumberId: number | string;
        };
        PublisherTagResponse: {
            trackingTagId: number;
            tagCode: string;
            name: string | null;
        };
        AssignPublisherTagBody: {
            /**
             * Format: uuid
             * @example 1
             */
            trackingTagId: number | string;
        };
        IntegrationResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            /** @enum {string} */
            platform: "hubspot" | "salesforce" | "pipedrive" | "zapier";
            /** @description Masked. Sending the mask back keeps the stored key. */
            apiKey: string | null;
            hasApiKey: boolean;
            webhookUrl: string | null;
            isActive: boolean;
            /** @description Why the integration was switched off automatically: how the platform rejected its credentials */
            readonly disabledReason: string | null;
            /**
             * Format: date-time
             * @description The platform gets the calls that end from this time on. null: all calls, also older ones.
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly syncFrom: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly lastSync: string | null;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreateIntegrationBody: {
            name: string;
            /** @enum {string} */
            platform: "hubspot" | "salesforce" | "pipedrive" | "zapier";
            /** @description HubSpot: a private app’s token. Salesforce: an access token, or JSON with accessToken, refreshToken, clientId and clientSecret. Pipedrive: an API token. Zapier: optional; each event is signed with it. */
            apiKey?: string | null;
            /**
             * Format: uri
             * @description Salesforce: the URL of your instance. Pipedrive: your company’s domain. Zapier: the URL of the catch hook.
             * @example https://api.hubspot.com/webhook
             */
            webhookUrl?: string | null;
            isActive?: boolean;
            /** @description Whether to send the calls of the past too: all, or those since backfillFrom. Otherwise the platform gets the calls that end from now on. `GET /integrations/backfill` counts the calls of the past first. */
            backfill?: boolean;
            /**
             * Format: date-time
             * @description Send the calls that ended at this time or later.
             */
            backfillFrom?: string;
        };
        BackfillResponse: {
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            from: string | null;
            /** @description Ended calls that a new integration with this back-fill would send */
            calls: number;
        };
        UpdateIntegrationBody: {
            name?: string;
            /** @enum {string} */
            platform?: "hubspot" | "salesforce" | "pipedrive" | "zapier";
            /** @description HubSpot: a private app’s token. Salesforce: an access token, or JSON with accessToken, refreshToken, clientId and clientSecret. Pipedrive: an API token. Zapier: optional; each event is signed with it. */
            apiKey?: string | null;
            /**
             * Format: uri
             * @description Salesforce: the URL of your instance. Pipedrive: your company’s domain. Zapier: the URL of the catch hook.
             * @example https://api.hubspot.com/webhook
             */
            webhookUrl?: string | null;
            isActive?: boolean;
        };
        SyncResultResponse: {
            /** @description True when neither a call nor the whole sync has failed */
            success: boolean;
            recordsSynced: number;
            /**
             * Format: date-time
             * @description End of the last sync that completed
             * @example 2025-01-01T00:00:00.000Z
             */
            lastSyncTime: string | null;
            errors: components["schemas"]["SyncErrorResponse"][];
        };
        SyncErrorResponse: {
            /** @description null for the error that stopped the whole sync */
            callId: number | null;
            message: string;
        };
        RunningSyncResponse: components["schemas"]["SyncResultResponse"] & {
            statusUrl: string;
        };
        ListSyncsResponse: {
            syncs: components["schemas"]["SyncResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        SyncResponse: components["schemas"]["SyncResultResponse"] & {
            id: number;
            /** Format: uuid */
            uuid: string;
            /** @enum {string} */
            status: "running" | "completed" | "failed";
            recordsFailed: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            finishedAt: string | null;
        };
        HistoricalStatisticsResponse: {
            /** @description Campaigns with the status `active` now */
            activeCampaigns: number;
            /** @description Ended calls */
            totalCalls: number;
            /** @description Buyers that are not deleted */
            totalBuyers: number;
            /** @description Agents of the account */
            totalAgents: number;
            /** @description Seconds of talk time, divided by all ended calls; `avg_talk_time` of the dialer API: by the answered calls */
            averageCallDuration: number;
            /** @description The answered calls, divided by all ended calls */
            successRate: number;
            /** @description The sum of `revenue` of the calls in `currency` */
            totalRevenue: number;
            /** @description The currency of the account. Other currencies are not converted to it */
            currency: string;
            /** @description The revenue in each currency. Currencies are never added */
            revenueByCurrency: {
                currency: string;
                revenue: number;
            }[];
            /** @description `totalRevenue`, divided by all calls */
            costPerCall: number;
            /** @description The converted calls, divided by all ended calls */
            conversionRate: number;
            topCampaigns: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
                calls: number;
                /** @description The sum of `revenue` of the calls in `currency` */
                revenue: number;
                /** @description The currency of the account. Other currencies are not converted to it */
                currency: string;
                /** @description The revenue in each currency. Currencies are never added */
                revenueByCurrency: {
                    currency: string;
                    revenue: number;
                }[];
            }[];
        };
        CampaignStatisticsResponse: {
            campaignId: number;
            /** @description Ended calls */
            totalCalls: number;
            /** @description Answered calls: ended calls with the disposition `answered` */
            successfulCalls: number;
            /** @description All other ended calls, such as `voicemail`, `busy` and `cancelled` */
            failedCalls: number;
            /** @description Seconds of talk time, divided by all ended calls; `avg_talk_time` of the dialer API: by the answered calls */
            averageCallDuration: number;
            /** @description The sum of `revenue` of the calls in `currency` */
            totalRevenue: number;
            /** @description The currency of the account. Other currencies are not converted to it */
            currency: string;
            /** @description The revenue in each currency. Currencies are never added */
            revenueByCurrency: {
                currency: string;
                revenue: number;
            }[];
            /** @description `totalRevenue`, divided by all calls */
            costPerCall: number;
            /** @description The converted calls, divided by all ended calls */
            conversionRate: number;
            topBuyers: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
                calls: number;
                /** @description The answered calls, divided by all ended calls */
                successRate: number;
            }[];
            /** @description By the hour, in the time zone of the account, in which the calls began; hours without calls are left out */
            callsByHour: {
                hour: number;
                calls: number;
                /** @description The answered calls, divided by all ended calls */
                successRate: number;
            }[];
        };
        BuyerStatisticsResponse: {
            buyerId: number;
            /** @description Ended calls that were offered to the buyer */
            totalCalls: number;
            /** @description Answered calls that the buyer took */
            successfulCalls: number;
            /** @description Seconds of talk time, divided by all ended calls; `avg_talk_time` of the dialer API: by the answered calls */
            averageCallDuration: number;
            /** @description The sum of `revenue` of the calls in `currency` */
            totalRevenue: number;
            /** @description The currency of the account. Other currencies are not converted to it */
            currency: string;
            /** @description The revenue in each currency. Currencies are never added */
            revenueByCurrency: {
                currency: string;
                revenue: number;
            }[];
            /** @description The converted calls, divided by all ended calls */
            conversionRate: number;
            /** @description The success rate as 0 to 5 stars, in half stars */
            performanceRating: number;
            campaigns: {
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
                calls: number;
                /** @description The answered calls, divided by all ended calls */
                successRate: number;
            }[];
        };
        DashboardResponse: {
            /** @description Calls that are at the carrier now */
            activeCalls: number;
            /** @description Calls that began today, in the time zone of the account, and have ended */
            callsToday: number;
            /** @description The answered calls, divided by all ended calls */
            successRateToday: number;
            /** @description The sum of `revenue` of the calls in `currency` */
            revenueToday: number;
            /** @description The currency of the account. Other currencies are not converted to it */
            currency: string;
            /** @description The revenue in each currency. Currencies are never added */
            revenueByCurrency: {
                currency: string;
                revenue: number;
            }[];
            topPerformers: {
                /** @enum {string} */
                type: "buyer" | "agent";
                id: number;
                /** Format: uuid */
                uuid: string;
                name: string;
                /**
                 * @description Calls that the buyer or agent took today
                 * @enum {string}
                 */
                metric: "calls";
                value: number;
            }[];
            systemHealth: {
                /** @enum {string} */
                status: "healthy" | "degraded";
                /** @description Milliseconds that Postgres and Redis took to answer this request */
                responseTime: number;
                /**
                 * @description The share of minutes in the last 24 hours in which every queue was worked in time
                 * @example 99.9%
                 */
                uptime: string;
            };
        };
        DniAnalyticsResponse: {
            totalSessions: number;
            /** @description Different session ids */
            uniqueVisitors: number;
            /** @description Calls that were attributed to these visits */
            totalCalls: number;
            /** @description Calls divided by unique visitors */
            conversionRate: number;
            topSources: {
                source: string;
                sessions: number;
                calls: number;
                conversionRate: number;
            }[];
            topPages: {
                page: string;
                sessions: number;
                calls: number;
                conversionRate: number;
            }[];
        };
        TrackingTagResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            userId: number | null;
            name: string;
            tagCode: string;
            campaignId: number;
            isActive: boolean;
            /** @description Address for POST /dni/track */
            readonly trackingUrl: string;
            /** @description Script element for every page, before </body> */
            readonly javascriptCode: string;
            /** @description Domains and their subdomains; an empty list allows every domain */
            allowedDomains: string[];
            /** @description The number in the pages that is replaced; null: the campaign’s number */
            swapNumber: string | null;
            idleMinutes: number;
            coolDownMinutes: number;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            readonly updatedAt: string;
        };
        CreateTrackingTagBody: {
            name: string;
            /** @example landing_page_2025 */
            tagCode?: string;
            /**
             * Format: uuid
             * @example 1
             */
            campaignId: number | string;
            isActive?: boolean;
            allowedDomains?: string[];
            /** @example +14155551234 */
            swapNumber?: string | null;
            /**
             * @description Minutes without a request after which a visitor counts as gone
             * @example 30
             */
            idleMinutes?: number;
            /**
             * @description Minutes for which the number stays reserved after the visitor has gone
             * @example 10
             */
            coolDownMinutes?: number;
        };
        UpdateTrackingTagBody: {
            name?: string;
            /** @example landing_page_2025 */
            tagCode?: string;
            /**
             * Format: uuid
             * @example 1
             */
            campaignId?: number | string;
            isActive?: boolean;
            allowedDomains?: string[];
            /** @example +14155551234 */
            swapNumber?: string | null;
            /**
             * @description Minutes without a request after which a visitor counts as gone
             * @example 30
             */
            idleMinutes?: number;
            /**
             * @description Minutes for which the number stays reserved after the visitor has gone
             * @example 10
             */
            coolDownMinutes?: number;
        };
        ListTrackingSessionsResponse: {
            sessions: components["schemas"]["TrackingSessionResponse"][];
            pagination: components["schemas"]["Pagination"];
        };
        TrackingSessionResponse: {
            id: number;
            /** Format: uuid */
            uuid: string;
            tagId: number;
            campaignId: number;
            trackingId: string;
            sessionId: string;
            phoneNumberId: number | null;
            source: string;
            medium: string | null;
            campaign: string | null;
            content: string | null;
            term: string | null;
            gclid: string | null;
            fbclid: string | null;
            msclkid: string | null;
            tags: {
                [key: string]: string;
            };
            referrer: string | null;
            userAgent: string | null;
            ipAddress: string;
            /** @description Robots are not counted in the analytics */
            isRobot: boolean;
            /**
             * Format: date-time
             * @example 2025-01-01T00:00:00.000Z
             */
            createdAt: string;
        };
        HostedBidResponse: {
            bidAmount: number;
            destinationNumber: string | null;
            accepted: boolean;
            currency: string;
            /** @description Seconds of conversation from which the call converts */
            duration: number;
        };
        RequestHostedBidBody: {
            requestId?: string;
            campaignId?: string;
            callerId?: string;
            callStartTime?: string;
            minBid?: number;
            maxBid?: number | null;
            currency?: string;
        };
        TrackVisitResponse: {
            /** @enum {boolean} */
            success: true;
            phoneNumber: string;
            formattedNumber: string;
            campaignId: number;
            campaignName: string;
            trackingId: string;
            sessionId: string;
            /**
             * @description No number was free. Other visitors see this number too, so its calls cannot be attributed to one visitor.
             * @enum {boolean}
             */
            overflow?: true;
        };
        TrackVisitBody: {
            /** @example landing_page_2025 */
            tagCode: string;
            /** @description An id of the visitor that the page chose; without one, the reply carries a new id */
            sessionId?: string | null;
            domain?: string | null;
            /** @description Path or URL of the visited page. Without it, the page is the `referrer` of the same site, or the page of the `Referer` header, or the `referrer` of another site. */
            page?: string | null;
            referrer?: string | null;
            userAgent?: string | null;
            utmSource?: string | null;
            utmMedium?: string | null;
            utmCampaign?: string | null;
            utmContent?: string | null;
            utmTerm?: string | null;
            /** @description The click id of Google Ads, as in the URL of the page */
            gclid?: string | null;
            /** @description The click id of Meta */
            fbclid?: string | null;
            /** @description The click id of Microsoft Advertising */
            msclkid?: string | null;
            /**
             * @description Up to 20 further values about the visitor, which bidders may get as {tags.NAME}
             * @example {
             *       "zip": "94103",
             *       "subId": "a7"
             *     }
             */
            tags?: Record<string, never>;
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description Malformed body, or validation failed for a request with a token */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Missing or expired session */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Insufficient permissions */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Body too large */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Unsupported Content-Type of the body */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Validation failed */
        UnprocessableEntity: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Too many requests */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Internal error */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Temporarily unavailable */
        ServiceUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Not found */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Conflict */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The audio is shorter than the range */
        RangeNotSatisfiable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "audio/mpeg": Blob;
                "audio/x-wav": Blob;
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginBody"];
            };
        };
        responses: {
            /** @description The user. The session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedInUserResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCurrentUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The logged-in user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentUserResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            /** @description No user is logged in */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotLoggedInResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                entity?: string;
                entityId?: number | string;
                actorId?: number;
                verb?: "created" | "updated" | "deleted";
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit events, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAuditEventsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAccountBody"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listExchangeRates: {
        parameters: {
            query?: {
                currency?: string;
                date?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rates, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListExchangeRatesResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    setExchangeRates: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetExchangeRatesBody"];
            };
        };
        responses: {
            /** @description The rates that were set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetExchangeRatesResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                status?: "draft" | "scheduled" | "active" | "paused" | "completed" | "cancelled";
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Campaigns, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProCampaignResponse"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProCampaignBody"];
            };
        };
        responses: {
            /** @description The new campaign */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProCampaignResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProCampaignWithBuyersResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProCampaignBody"];
            };
        };
        responses: {
            /** @description The updated campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProCampaignResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listTargetUsage: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Targets, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetUsageResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listBuyerUsage: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Buyers, by priority */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerUsageResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listBuyers: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Buyers, by priority */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createBuyer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBuyerBody"];
            };
        };
        responses: {
            /** @description The new buyer */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getBuyer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The buyer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateBuyer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateBuyerBody"];
            };
        };
        responses: {
            /** @description The updated buyer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteBuyer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listCampaignBuyers: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                campaignId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Buyers, by their priority in the campaign */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignBuyerResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    addBuyerToCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                campaignId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddBuyerToCampaignBody"];
            };
        };
        responses: {
            /** @description The buyer with the priority in the campaign */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignBuyerResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    removeBuyerFromCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                campaignId: number;
                buyerId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listAgents: {
        parameters: {
            query?: {
                status?: "available" | "busy" | "offline" | "break";
                agentGroupId?: string | null;
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agents, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProAgentResponse"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProAgentBody"];
            };
        };
        responses: {
            /** @description The new agent */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProAgentResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProAgentResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProAgentBody"];
            };
        };
        responses: {
            /** @description The updated agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProAgentResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateAgentStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProAgentStatusBody"];
            };
        };
        responses: {
            /** @description The updated agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProAgentResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getAgentMetrics: {
        parameters: {
            query?: {
                /** @description Number of days in the time zone of the account, including today */
                days?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics of the agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentMetricsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listCalls: {
        parameters: {
            query?: {
                status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
                campaignId?: number | string;
                buyerId?: number | string;
                agentId?: number | string;
                disposition?: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
                answeredBy?: "human" | "machine_start" | "machine_end_beep" | "machine_end_silence" | "machine_end_other" | "fax" | "unknown";
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Calls, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCallsResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCallBody"];
            };
        };
        responses: {
            /** @description The logged call */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCallBody"];
            };
        };
        responses: {
            /** @description The updated call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listCallLogs: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, earliest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallLogResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listCampaignCalls: {
        parameters: {
            query?: {
                status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                campaignId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Calls, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCallsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCallMoney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The money of the call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMoneyResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    reportConversion: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportConversionBody"];
            };
        };
        responses: {
            /** @description The money of the call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMoneyResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    adjustCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdjustCallBody"];
            };
        };
        responses: {
            /** @description The money of the call */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMoneyResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listCallDisputes: {
        parameters: {
            query?: {
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Disputes, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListDisputesResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    openDispute: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenDisputeBody"];
            };
        };
        responses: {
            /** @description The dispute */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listDisputes: {
        parameters: {
            query?: {
                status?: "open" | "accepted" | "rejected" | "withdrawn";
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Disputes, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListDisputesResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dispute */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    resolveDispute: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveDisputeBody"];
            };
        };
        responses: {
            /** @description The dispute */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getBuyerPostback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostbackResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getTargetPostback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostbackResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getBuyerStatement: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days; by default that of the account */
                timezone?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    exportBuyerStatement: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per entry, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getTargetStatement: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days; by default that of the account */
                timezone?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    exportTargetStatement: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per entry, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getPublisherStatement: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days; by default that of the account */
                timezone?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statement */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    exportPublisherStatement: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per entry, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCallReport: {
        parameters: {
            query?: {
                /** @description One or two of campaign, buyer, target, publisher, source, number, state, hour, day, separated by a comma */
                groupBy?: string;
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days and hours; by default that of the account */
                timezone?: string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReportResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    exportCallReport: {
        parameters: {
            query?: {
                /** @description One or two of campaign, buyer, target, publisher, source, number, state, hour, day, separated by a comma */
                groupBy?: string;
                /** @description The first day (included), or a time */
                dateFrom?: string;
                /** @description The last day (included), or a time (excluded) */
                dateTo?: string;
                /** @description The zone of the days and hours; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per row */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listTargets: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Targets, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createTarget: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTargetBody"];
            };
        };
        responses: {
            /** @description The new target */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteAllTargets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted, with the number of targets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteAllTargetsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTargetBody"];
            };
        };
        responses: {
            /** @description The updated target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    testTarget: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestTargetBody"];
            };
        };
        responses: {
            /** @description The result of the test */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestTargetResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listRouters: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Routers, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouterResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createRouter: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRouterBody"];
            };
        };
        responses: {
            /** @description The new router */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouterResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getRouter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The router */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouterResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateRouter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRouterBody"];
            };
        };
        responses: {
            /** @description The updated router */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouterResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteRouter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    addTargetToRouter: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                routerId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddTargetToRouterBody"];
            };
        };
        responses: {
            /** @description The target as a bidder of the router */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouterTargetResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    removeTargetFromRouter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                routerId: number;
                targetId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listBidRequests: {
        parameters: {
            query?: {
                campaignId?: number | string;
                callId?: number | string;
                status?: "pending" | "completed" | "no_bids" | "no_bidders" | "failed";
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bid requests, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListBidRequestsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getBidRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bid request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BidLadderResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listBidResponses: {
        parameters: {
            query?: {
                bidRequestId?: number | string;
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bid responses, best bids first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BidResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    searchPhoneNumbers: {
        parameters: {
            query?: {
                areaCode?: string;
                type?: "local" | "toll_free" | "mobile";
                country?: string;
                contains?: string;
                /** @description Maximum number of objects in the response */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Numbers that the carrier sells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailableNumbersResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    purchasePhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchasePhoneNumberBody"];
            };
        };
        responses: {
            /** @description The bought number */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberResponse"];
                };
            };
            /** @description The purchase, which has not ended yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPurchaseResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getPhoneNumberPurchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purchase */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPurchaseResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listPhoneNumbers: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Numbers, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createPhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePhoneNumberBody"];
            };
        };
        responses: {
            /** @description The new number */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updatePhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePhoneNumberBody"];
            };
        };
        responses: {
            /** @description The updated number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deletePhoneNumber: {
        parameters: {
            query?: {
                release?: "true" | "false";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listNumberPools: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pools, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPoolResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createNumberPool: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateNumberPoolBody"];
            };
        };
        responses: {
            /** @description The new pool */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPoolWithSecretResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getNumberPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pool */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPoolResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateNumberPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateNumberPoolBody"];
            };
        };
        responses: {
            /** @description The updated pool, with a new secret when it got its first webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPoolWithSecretResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteNumberPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    rotateNumberPoolWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new secret, which signs all further messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    addNumberToPool: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                poolId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddNumberToPoolBody"];
            };
        };
        responses: {
            /** @description The number, assigned to the pool */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    removeNumberFromPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: number;
                phoneNumberId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getNumberPoolStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberPoolStatisticsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getTwilioAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account of this deployment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwilioAccountResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTwilioPhoneNumbers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwilioPhoneNumbersResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTwilioPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phoneNumberSid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwilioPhoneNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateTwilioPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phoneNumberSid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTwilioPhoneNumberBody"];
            };
        };
        responses: {
            /** @description The number with its settings at the carrier */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwilioPhoneNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTwilioRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recordingSid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TwilioRecordingResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTwilioRecordingMedia: {
        parameters: {
            query?: {
                format?: "mp3" | "wav";
                /** @description Unix seconds */
                expires?: number | null;
                signature?: string;
            };
            header?: {
                range?: string;
            };
            path: {
                recordingSid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The audio */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": Blob;
                    "audio/x-wav": Blob;
                };
            };
            /** @description The range of the audio */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/mpeg": Blob;
                    "audio/x-wav": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            416: components["responses"]["RangeNotSatisfiable"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPublishers: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Publishers, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createPublisher: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePublisherBody"];
            };
        };
        responses: {
            /** @description The new publisher */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getPublisher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The publisher */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updatePublisher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePublisherBody"];
            };
        };
        responses: {
            /** @description The updated publisher */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deletePublisher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listPublisherCampaigns: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Campaigns, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherCampaignResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    addPublisherToCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddPublisherToCampaignBody"];
            };
        };
        responses: {
            /** @description The publisher’s terms and revenue in the campaign */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherCampaignResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    removePublisherFromCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                publisherId: number;
                campaignId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listPayouts: {
        parameters: {
            query?: {
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListPayoutsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listPublisherNumbers: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Phone numbers, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherNumberResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    assignPublisherNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignPublisherNumberBody"];
            };
        };
        responses: {
            /** @description The assigned phone number */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherNumberResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    unassignPublisherNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                publisherId: number;
                phoneNumberId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unassigned */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listPublisherTags: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tracking tags, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherTagResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    assignPublisherTag: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                publisherId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignPublisherTagBody"];
            };
        };
        responses: {
            /** @description The assigned tracking tag */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublisherTagResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    unassignPublisherTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                publisherId: number;
                trackingTagId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unassigned */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listIntegrations: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Integrations, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createIntegration: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateIntegrationBody"];
            };
        };
        responses: {
            /** @description The new integration */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    countBackfill: {
        parameters: {
            query?: {
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number of calls */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackfillResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The integration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateIntegrationBody"];
            };
        };
        responses: {
            /** @description The updated integration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    startSync: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finished sync */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncResultResponse"];
                };
            };
            /** @description The running sync, when it takes longer than 20 s. It continues; see statusUrl. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunningSyncResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listSyncs: {
        parameters: {
            query?: {
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Syncs, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSyncsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getSync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                syncId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sync */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getHistoricalStatistics: {
        parameters: {
            query?: {
                /** @description Number of days in the time zone of the account, including today */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Statistics of the account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoricalStatisticsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCampaignStatistics: {
        parameters: {
            query?: {
                /** @description Number of days in the time zone of the account, including today */
                days?: number;
            };
            header?: never;
            path: {
                campaignId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Statistics of the campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignStatisticsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getBuyerStatistics: {
        parameters: {
            query?: {
                /** @description Number of days in the time zone of the account, including today */
                days?: number;
            };
            header?: never;
            path: {
                buyerId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Statistics of the buyer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuyerStatisticsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The present state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DashboardResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getDniAnalytics: {
        parameters: {
            query?: {
                campaignId?: number | string;
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Analytics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DniAnalyticsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listTrackingTags: {
        parameters: {
            query?: {
                /** @description More than 1000 means 1000 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tags, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackingTagResponse"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    createTrackingTag: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTrackingTagBody"];
            };
        };
        responses: {
            /** @description The new tag */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackingTagResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getTrackingTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackingTagResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateTrackingTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTrackingTagBody"];
            };
        };
        responses: {
            /** @description The updated tag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackingTagResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteTrackingTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listTrackingSessions: {
        parameters: {
            query?: {
                tagId?: number | string;
                /** @description (page − 1) × limit is at most 1000000 */
                page?: number;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip, instead of `page` */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Visits, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListTrackingSessionsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    requestHostedBid: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                targetId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestHostedBidBody"];
            };
        };
        responses: {
            /** @description The bid; without a bid, accepted is false */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostedBidResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    trackVisit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrackVisitBody"];
            };
        };
        responses: {
            /** @description The number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackVisitResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    followPostback: {
        parameters: {
            query: {
                /** @description The uuid of the call, the id of the call at the carrier, or the `requestId` of its bid request */
                call: string;
                event?: "conversion" | "adjustment" | "dispute";
                converted?: "0" | "1" | "true" | "false";
                /** @description The revenue of a conversion, the change of the revenue by an adjustment, or the disputed amount. If absent: the price on the terms of the call, or its whole revenue */
                amount?: number;
                currency?: string;
                /** @description Your id of this report; a repeated id for the same call and event has no effect. Required for an adjustment */
                id?: string;
                reason?: string;
            };
            header?: never;
            path: {
                kind: "buyer" | "target";
                uuid: string;
                signature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    sendPostback: {
        parameters: {
            query: {
                /** @description The uuid of the call, the id of the call at the carrier, or the `requestId` of its bid request */
                call: string;
                event?: "conversion" | "adjustment" | "dispute";
                converted?: "0" | "1" | "true" | "false";
                /** @description The revenue of a conversion, the change of the revenue by an adjustment, or the disputed amount. If absent: the price on the terms of the call, or its whole revenue */
                amount?: number;
                currency?: string;
                /** @description Your id of this report; a repeated id for the same call and event has no effect. Required for an adjustment */
                id?: string;
                reason?: string;
            };
            header?: never;
            path: {
                kind: "buyer" | "target";
                uuid: string;
                signature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    receiveInboundCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */
                    CallSid?: string;
                    /** @example +1234567890 */
                    From?: string;
                    /** @example +1987654321 */
                    To?: string;
                    /** @example ringing */
                    CallStatus?: string;
                    /** @example inbound */
                    Direction?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description TwiML */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/xml": string;
                };
            };
            /** @description The signature is missing or wrong */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description Too many requests with a wrong signature */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    receiveInboundCallOfPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                poolId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */
                    CallSid?: string;
                    /** @example +1234567890 */
                    From?: string;
                    /** @example +1987654321 */
                    To?: string;
                    /** @example ringing */
                    CallStatus?: string;
                    /** @example inbound */
                    Direction?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description TwiML */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/xml": string;
                };
            };
            /** @description The signature is missing or wrong */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description Too many requests with a wrong signature */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    receiveInboundCallStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CA1234567890abcdef */
                    CallSid?: string;
                    /** @example completed */
                    CallStatus?: string;
                    /** @example 330 */
                    CallDuration?: string;
                    /** @example https://api.twilio.com/recording.mp3 */
                    RecordingUrl?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The event is stored */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The signature is missing or wrong */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description Too many requests with a wrong signature */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    receiveDialResult: {
        parameters: {
            query?: {
                callId?: string;
                attempt?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CA1234567890abcdef */
                    CallSid?: string;
                    /** @example completed */
                    DialCallStatus?: string;
                    /** @example 120 */
                    DialCallDuration?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description TwiML */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/xml": string;
                };
            };
            /** @description The signature is missing or wrong */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description Too many requests with a wrong signature */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    receiveBuyerAnswered: {
        parameters: {
            query?: {
                callId?: string;
                attempt?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CA1234567890abcdef */
                    CallSid?: string;
                    /** @example 1 */
                    Digits?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description TwiML */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/xml": string;
                };
            };
            /** @description The signature is missing or wrong */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description Too many requests with a wrong signature */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    receiveFallback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */
                    CallSid?: string;
                    /** @example +1234567890 */
                    From?: string;
                    /** @example +1987654321 */
                    To?: string;
                    /** @example ringing */
                    CallStatus?: string;
                    /** @example inbound */
                    Direction?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description TwiML */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/xml": string;
                };
            };
            /** @description The signature is missing or wrong */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            /** @description Too many requests with a wrong signature */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
        };
    };
    sendLiveMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LiveServerMessage"];
            };
        };
        responses: {
            /** @description What the client may send at any time */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveClientMessage"];
                };
            };
        };
    };
    sendNumberPoolEvent: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for all attempts of one event */
                "webhook-id": string;
                /** @description Unix seconds of the attempt */
                "webhook-timestamp": string;
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumberPoolEvent"];
            };
        };
        responses: {
            /** @description The event is not sent again */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The event is accepted */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sendBidRequest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BidRequest"];
            };
        };
        responses: {
            /** @description The bid */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BidReply"];
                };
            };
        };
    };
}
