/** Written by `npm run contract` from the OpenAPI document. Do not edit. */
export interface paths {
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a user
         * @description Without `tenant_id`, or with one that does not exist, the new user founds a tenant and owns it. To join an existing tenant, send the token of an administrator of that tenant. The setting SIGN_UP of the installation says who may found a tenant.
         */
        post: operations["registerUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description Creates the user that an administrator has invited. The code works once.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description The key belongs to the account. It stays valid when the user who created it is deactivated, until an administrator revokes it. Permissions to manage users and API keys cannot be given to a key.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an API key */
        get: operations["getApiKey"];
        /** Update an API key */
        put: operations["updateApiKey"];
        post?: never;
        /** Revoke an API key */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an API key a new secret */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the limits of the account and their current use
         * @description The operator of the installation can change the limits.
         */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description All your tokens and sessions end. The client of this request gets a new token, or a new session cookie.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with a code
         * @description An administrator creates the code. It works once. All tokens and sessions of the user end.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dispositions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List custom dispositions */
        get: operations["listDispositions"];
        put?: never;
        /**
         * Create a custom disposition
         * @description An agent chooses it at wrap-up with `agent_disposition` of `PUT /calls/{id}`.
         */
        post: operations["createDisposition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dispositions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a custom disposition */
        get: operations["getDisposition"];
        /** Change a custom disposition */
        put: operations["updateDisposition"];
        post?: never;
        /**
         * Delete a custom disposition
         * @description Calls that have it keep it.
         */
        delete: operations["deleteDisposition"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your login sessions
         * @description Each valid token and each session cookie of yours is a login session.
         */
        get: operations["listLoginSessions"];
        put?: never;
        post?: never;
        /**
         * End your other login sessions
         * @description Ends all your tokens and sessions, except the one that this request uses.
         */
        delete: operations["endOtherLoginSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{id}": {
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
         * End a login session
         * @description Users may end their own sessions, administrators every session of their account.
         */
        delete: operations["endLoginSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the state of your second factor */
        get: operations["getSecondFactor"];
        put?: never;
        /**
         * Add a second factor
         * @description Creates a secret for an authenticator app (TOTP: SHA-1, 6 digits, 30 seconds). The second factor has no effect until you confirm it within an hour: POST /auth/second-factor/confirm. A new request replaces a secret that you have not confirmed.
         */
        post: operations["addSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm your second factor
         * @description From now on, each login needs a code. All your tokens and sessions end. The client of this request gets a new token, or a new session cookie. API keys stay valid.
         */
        post: operations["confirmSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create new recovery codes
         * @description The earlier recovery codes become invalid.
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove your second factor
         * @description Afterwards, the password alone logs in. To use another app, add a second factor again.
         */
        post: operations["removeSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get yourself
         * @description The user of the credential, and what the user may do.
         */
        get: operations["getOwnUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List open invitations */
        get: operations["listUserInvitations"];
        put?: never;
        /**
         * Invite a user
         * @description Pass the code on to the person, who sets the password with POST /auth/invitation. A new invitation of the same person makes the earlier code invalid.
         */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: operations["withdrawUserInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a user */
        get: operations["getUser"];
        /**
         * Change the access of a user
         * @description A deactivation ends all tokens, sessions and WebSockets of the user at once. Only owners change owners. The last active owner of an account stays.
         */
        put: operations["updateUser"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/sessions": {
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
         * End the login sessions of a user
         * @description Ends all tokens and sessions of the user. The user may log in again.
         */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a code for a new password
         * @description Pass the code on to the user, who sets a new password with POST /auth/password-reset within an hour. The old password and sessions work until then. To end the sessions now: DELETE /users/{id}/sessions.
         */
        post: operations["createPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/second-factor": {
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
         * Reset the second factor of a user
         * @description For a user who has lost the authenticator app and the recovery codes. All tokens and sessions of the user end. Afterwards, the password alone logs in.
         */
        delete: operations["resetSecondFactor"];
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
        /** List campaigns */
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
        /** Get a campaign */
        get: operations["getCampaign"];
        /** Update a campaign */
        put: operations["updateCampaign"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a campaign
         * @description A campaign whose `schedule_start` is in the future is scheduled and starts then. A completed campaign can start again. A campaign without leads or agents starts too: `warnings` says what it waits for.
         */
        post: operations["startCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a campaign
         * @description Calls in progress continue.
         */
        post: operations["pauseCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a campaign
         * @description A cancelled campaign cannot be started again. Calls in progress continue.
         */
        post: operations["cancelCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check which leads of a campaign can be called
         * @description How many leads can be called now, how many later, how many never, and why.
         */
        get: operations["getCampaignPreflight"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/pacing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the pacing of a campaign
         * @description How the campaign dials at this moment, or every reason why it does not.
         */
        get: operations["getCampaignPacing"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** List agents */
        get: operations["listAgents"];
        put?: never;
        /**
         * Create an agent
         * @description Without `user_id`, the agent belongs to the user of your account with the same e-mail address, if any.
         */
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
        /** Update an agent */
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
        /**
         * Update agent status
         * @description Agents may set their own status, supervisors and administrators the status of every agent. `available` also ends a wrap-up.
         */
        put: operations["updateAgentStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get agent statistics
         * @description Covers calls that have ended. `date_from` and `date_to` are days of `timezone`, both included.
         */
        get: operations["getAgentStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose the device of an agent
         * @description Agents may choose for themselves, supervisors and administrators for every agent.
         */
        put: operations["updateAgentDevice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/device-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a device token
         * @description A short-lived token of the carrier, with which the browser of the agent registers for calls. Each agent gets the own token only.
         */
        post: operations["createDeviceToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the states of an agent
         * @description The states that overlap the period. Agents see only their own.
         */
        get: operations["listAgentStates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/time-in-states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Time of an agent in each state
         * @description Only the time within the period counts. Agents see only their own.
         */
        get: operations["getTimeInStates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pause-reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the pause reasons */
        get: operations["getPauseReasons"];
        /**
         * Replace the pause reasons
         * @description The list is what desks offer. `PUT /agents/{id}/status` also takes other reasons. Past pauses keep their reason.
         */
        put: operations["updatePauseReasons"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List agent groups */
        get: operations["listAgentGroups"];
        put?: never;
        /** Create an agent group */
        post: operations["createAgentGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an agent group */
        get: operations["getAgentGroup"];
        /** Rename an agent group */
        put: operations["updateAgentGroup"];
        post?: never;
        /**
         * Delete an agent group
         * @description Fails with 409 while agents or campaigns belong to the group.
         */
        delete: operations["deleteAgentGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export calls as CSV */
        get: operations["exportCalls"];
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
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/stats/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Call statistics */
        get: operations["getCallStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/stats/by-disposition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disposition breakdown */
        get: operations["getCallDispositions"];
        put?: never;
        post?: never;
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
        /** Get a call and its events */
        get: operations["getCall"];
        /**
         * Update notes, outcome or opt-out of a call
         * @description Agents can update their own calls only. A new disposition also changes the retry of the lead.
         */
        put: operations["updateCall"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/hang-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a live call
         * @description Agents can end their own calls only. A parked agent stays on the line. On the phone, a parked agent ends the call with the key `*`.
         */
        post: operations["hangUpCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/conversation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the conversation of a call */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/transfer-targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get who could get a call
         * @description At most 100 agents who wait on a parked leg now, and 100 groups with such agents, by name.
         */
        get: operations["getTransferTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put the called person on hold */
        post: operations["holdCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the called person off hold */
        post: operations["resumeCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mute the agent */
        post: operations["muteCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/unmute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unmute the agent */
        post: operations["unmuteCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/recording/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause the recording */
        post: operations["pauseRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/recording/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume the recording */
        post: operations["resumeRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/transfer/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete a warm transfer */
        post: operations["completeTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/transfer/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a warm transfer */
        post: operations["cancelTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/digits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Press keys
         * @description Plays the tones to the called person, such as a phone menu, at most once.
         */
        post: operations["pressDigits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer a call
         * @description A blind transfer gives the call away at once. In a warm transfer the called person is on hold while the agent talks with the receiver. An agent who gets a call must be free on a parked leg.
         */
        post: operations["startTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a participant */
        post: operations["addParticipant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/participants/{participantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a participant */
        delete: operations["removeParticipant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calls/{id}/monitor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Listen to a call, whisper or barge in
         * @description Rings your phone. Another `mode` changes how you take part. The audit log names you.
         */
        post: operations["monitorCall"];
        /** Leave a call that you listen to */
        delete: operations["endMonitoring"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload leads as CSV
         * @description CSV in any common encoding and with any delimiter, or an Excel workbook (.xlsx). With the header `Prefer: respond-async` the reply does not wait for the result.
         */
        post: operations["uploadLeads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List imports */
        get: operations["listImports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an import with its row errors */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the warnings of an import */
        get: operations["listImportWarnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/errors.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the row errors of an import */
        get: operations["downloadImportErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the rejected rows of an import
         * @description The rows as they stand in the file, with the reason in the first column. Mend the rows and upload the file: the column with the reason is ignored. The rows are kept as long as the errors of the import.
         */
        get: operations["downloadRejectedRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/template/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a CSV template */
        get: operations["downloadLeadTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents/{id}/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the call-backs of an agent
         * @description The leads whose call-back belongs to the agent. Agents see their own.
         */
        get: operations["listAgentCallBacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the leads of a campaign
         * @description Agents get only the leads that were shown to them: in a call or in a preview.
         */
        get: operations["listLeads"];
        put?: never;
        /**
         * Add one lead or up to 1 000 leads
         * @description The status of a lead whose number the campaign has already is `duplicate`, or what `on_duplicate` did. A campaign whose list was exhausted becomes active again.
         */
        post: operations["createLeads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a lead and its last calls */
        get: operations["getLead"];
        /**
         * Update a lead
         * @description Agents can only set `next_call_at` and `agent_id`: of the leads that were shown to them, with their own agent or null.
         */
        put: operations["updateLead"];
        post?: never;
        /**
         * Delete a lead
         * @description The calls to the lead stay, without its id and name, and so does a do-not-call entry of its number. 409 while a call to the lead is in progress.
         */
        delete: operations["deleteLead"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/recycle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make finished leads of a campaign due again
         * @description Leads that are completed or failed are due again, each when its number has rested. Leads that must not be called, are in a call, used up their attempts or have an invalid number stay as they are. A campaign whose list was exhausted becomes active again. Try it with `dry_run` first.
         */
        post: operations["recycleCampaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recycles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the progress of a recycle */
        get: operations["getRecycle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{id}/preview/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get my next lead to preview
         * @description For agents of an active campaign with `dial_mode` `preview`. Further requests return the same lead until it is called or skipped, or the preview expires.
         */
        post: operations["openNextPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call the lead in my preview
         * @description The call is placed at most once, and only if the law, the do-not-call lists and the calling hours allow it at that moment. Your phone must be connected: a person who answers joins you at once.
         */
        post: operations["callPreviewedLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/leads/{id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip the lead in my preview
         * @description The lead becomes due again after the delay of the campaign’s retry_policy.
         */
        post: operations["skipPreviewedLead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dnc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List do-not-call numbers */
        get: operations["listDncNumbers"];
        put?: never;
        /**
         * Add a do-not-call number
         * @description All leads with the number get the status `dnc`.
         */
        post: operations["addDncNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dnc/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload do-not-call numbers as CSV
         * @description CSV in any common encoding and with any delimiter, or an Excel workbook (.xlsx). With the header `Prefer: respond-async` the reply does not wait for the result.
         */
        post: operations["uploadDncNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dnc/{id}": {
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
         * Delete a do-not-call number
         * @description Leads with the number that were never called become callable again. Change the others one by one with PUT /leads/{id}. The entry is kept with the user, the time and the reason of the deletion.
         */
        delete: operations["deleteDncNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/compliance/number": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check whether a phone number may be called
         * @description The answer of the gate that every call passes, with what it looked at. With `campaign_id`, the hours and dates of the campaign count too.
         */
        get: operations["checkNumber"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/compliance/laws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the laws that the dialer knows
         * @description A number of a country without a row is not called, unless the campaign states hours for the country.
         */
        get: operations["getLaws"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/privacy/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List erasures */
        get: operations["listErasures"];
        put?: never;
        /**
         * Erase a person's data
         * @description Erases the data that belongs to a phone number: leads, calls with events and recordings, bids, visits, contacts of CRM platforms, rejected rows of imports. The number goes on the do-not-call list at once, and stays there. Data that only repeats the number in the free text of another person is not found. The erasure cannot be undone.
         */
        post: operations["createErasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/privacy/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an erasure */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/floor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the floor
         * @description Everything that a supervisor watches, in one response: what each agent does and since when, the live calls, and how each campaign dials or why it does not. Do not poll it: the WebSocket sends the changes after `figures:watch`.
         */
        get: operations["getFloor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/floor/day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the figures of the day
         * @description The calls that began since midnight in `timezone`, by default that of the account, and have ended.
         */
        get: operations["getFloorDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A called person or machine answered
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveCallAnswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/amd": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Result of the answering machine detection
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveMachineDetection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Status change of a call or of an agent’s leg
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveCallStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/agent-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An agent answered; the reply has the whisper
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveAgentAnswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/conference-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Event of the conference of a call
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveConferenceStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A recording is ready
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveRecordingStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/abandon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Message for a person when no agent is free
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveAbandonment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/voicemail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Message for an answering machine
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveVoicemail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An agent gave the call to another agent or person
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/guest-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A guest of a conversation answered
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveGuestAnswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/digits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The tones of the keys that an agent pressed
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveDigitsRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/opt-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A person pressed 9 to get no more calls
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveOptOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/parked-leg-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An agent answered the phone call in which callers join
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveParkedAgentAnswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/parked-leg-return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An agent ended a conversation with the star key and waits for the next one
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveParkedAgentReturned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/parked-leg-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Status change of an agent’s phone call in which callers join
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveParkedAgentStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/twilio/parked-leg-conference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Event of the conference in which an agent waits
         * @description The carrier sends further form fields, which are signed, too. GET with the fields in the query also works.
         */
        post: operations["receiveParkedAgentConference"];
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
        TokenResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            token: string;
            user: components["schemas"]["UserResponse"];
        };
        UserResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            email: string;
            /** @enum {string} */
            role: "admin" | "supervisor" | "agent";
            /** Format: uuid */
            tenant_id: string;
            first_name: string;
            last_name: string;
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
        RegisterUserBody: {
            /** Format: email */
            email: string;
            /** @description A second name to log in with. The e-mail address when omitted */
            username?: string;
            /** @example securePassword123 */
            password: string;
            /** @default  */
            first_name?: string;
            /** @default  */
            last_name?: string;
            /**
             * @default null
             * @example +14155551234
             */
            phone?: string | null;
            /**
             * @default agent
             * @enum {string}
             */
            role?: "admin" | "supervisor" | "agent";
            /** Format: uuid */
            tenant_id?: string | null;
            /** @description The business on whose behalf you call. Called people hear it. Your own name when omitted; change it with PUT /account */
            company_name?: string;
            /**
             * @description The number that called people may call back. The caller ID of the call when omitted
             * @example +14155551234
             */
            callback_number?: string;
            /** @description The code of an invitation. Needed to found an account if SIGN_UP is `invite` */
            invitation_code?: string;
        };
        AcceptInvitationBody: {
            code: string;
            /** @example securePassword123 */
            password: string;
            /** @description A second name to log in with. The e-mail address when omitted */
            username?: string;
            /** @default  */
            first_name?: string;
            /** @default  */
            last_name?: string;
            /**
             * @default null
             * @example +14155551234
             */
            phone?: string | null;
        };
        TokenLoginBody: {
            email: string;
            password: string;
            /**
             * @description Needed if the user has a second factor: a code of the authenticator app, or a recovery code. Each code works once. Without a code, the reply is 401 and `details[0].code` is `second_factor_required`. With a wrong or used code, it is `second_factor_invalid`
             * @example 123456
             */
            code?: string;
        };
        ListApiKeysResponse: {
            /** @enum {boolean} */
            success: true;
            api_keys: components["schemas"]["ApiKeyResponse"][];
            count: number;
            total: number;
        };
        ApiKeyResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            tenant_id: string;
            name: string;
            /**
             * @description The beginning of the key, by which you recognize it
             * @example ccp_3f9a0c1d5e7b2846
             */
            prefix: string;
            /**
             * @example [
             *       "leads.read",
             *       "leads.write"
             *     ]
             */
            permissions: string[];
            /**
             * Format: uuid
             * @description The user who created the key
             */
            created_by: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description Exact to a minute
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly last_used_at: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly rotated_at: string | null;
            /**
             * Format: date-time
             * @description The time until which the secret before the last rotation is valid
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly previous_valid_until: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
        };
        NewApiKeyResponse: {
            /** @enum {boolean} */
            success: true;
            api_key: components["schemas"]["ApiKeyResponse"];
            /**
             * @description The whole key. Store it now: it is not shown again. Send it as `Authorization: Bearer <key>`
             * @example ccp_3f9a0c1d5e7b2846_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE
             */
            key: string;
        };
        CreateApiKeyBody: {
            name: string;
            /**
             * @example [
             *       "leads.read",
             *       "leads.write"
             *     ]
             */
            permissions: ("campaigns.read" | "campaigns.write" | "leads.read" | "leads.write" | "leads.call" | "dnc.read" | "dnc.write" | "agents.read" | "agents.write" | "agents.status" | "buyers.read" | "buyers.write" | "calls.read" | "calls.write" | "calls.monitor" | "calls.log" | "rtb.read" | "rtb.write" | "rtb.clear" | "publishers.read" | "publishers.write" | "money.read" | "money.write" | "account-settings.write" | "integrations.read" | "integrations.write" | "stats.read" | "numbers.read" | "numbers.write" | "numbers.purchase" | "pools.read" | "pools.write" | "tracking.read" | "tracking.write" | "limits.read" | "privacy.write" | "audit.read")[];
            /**
             * Format: date-time
             * @description Without a time, the key does not expire
             */
            expires_at?: string | null;
        };
        SingleApiKeyResponse: {
            /** @enum {boolean} */
            success: true;
            api_key: components["schemas"]["ApiKeyResponse"];
        };
        UpdateApiKeyBody: {
            name?: string;
            /**
             * @example [
             *       "leads.read",
             *       "leads.write"
             *     ]
             */
            permissions?: ("campaigns.read" | "campaigns.write" | "leads.read" | "leads.write" | "leads.call" | "dnc.read" | "dnc.write" | "agents.read" | "agents.write" | "agents.status" | "buyers.read" | "buyers.write" | "calls.read" | "calls.write" | "calls.monitor" | "calls.log" | "rtb.read" | "rtb.write" | "rtb.clear" | "publishers.read" | "publishers.write" | "money.read" | "money.write" | "account-settings.write" | "integrations.read" | "integrations.write" | "stats.read" | "numbers.read" | "numbers.write" | "numbers.purchase" | "pools.read" | "pools.write" | "tracking.read" | "tracking.write" | "limits.read" | "privacy.write" | "audit.read")[];
            /**
             * Format: date-time
             * @description Without a time, the key does not expire
             */
            expires_at?: string | null;
        };
        RotateApiKeyBody: {
            /**
             * @description How long the old secret stays valid. 0 ends it at once
             * @default 86400
             */
            overlap_seconds?: number;
        };
        RevokeApiKeyResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
        };
        LimitsResponse: {
            /** @enum {boolean} */
            success: true;
            /**
             * @description Only an active account calls and buys numbers
             * @enum {string}
             */
            status: "pending" | "active" | "suspended";
            status_reason: string | null;
            limits: components["schemas"]["LimitResponse"][];
        };
        LimitResponse: {
            /** @enum {string} */
            name: "destination_countries" | "spend_per_day" | "numbers" | "live_calls" | "active_campaigns" | "import_bytes_per_day" | "import_rows_per_day";
            /** @description The limit. null: no limit */
            value: number | string[] | null;
            /** @description What is used now. null: the limit counts nothing */
            used: number | null;
            unit: string;
        };
        ChangePasswordResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /** @description The new token, if the request had a token. A session gets a new cookie instead */
            token?: string;
        };
        ChangePasswordBody: {
            current_password: string;
            /** @example securePassword123 */
            new_password: string;
        };
        ResetPasswordResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
        };
        ResetPasswordBody: {
            code: string;
            /** @example securePassword123 */
            password: string;
        };
        ListDispositionsResponse: {
            /** @enum {boolean} */
            success: true;
            dispositions: components["schemas"]["DispositionResponse"][];
            count: number;
            total: number;
        };
        DispositionResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            code: string;
            name: string;
            /** @description Whether a person was reached */
            is_contact: boolean;
            /** @description Whether person and agent talked about the matter */
            is_conversation: boolean;
            /** @description Whether the call reached its goal. The call is then marked as converted */
            is_sale: boolean;
            /**
             * @description What happens with the lead. `campaign`: the retry policy of the campaign decides. `retry`: it is called again. `final`: it is completed. `do_not_call`: the number gets on the do-not-call list
             * @enum {string}
             */
            next_step: "campaign" | "retry" | "final" | "do_not_call";
            /** @description Minutes until the next call, with the next step `retry` */
            retry_minutes: number | null;
            /** @description How often a call with this disposition is followed by another, with the next step `retry` */
            retry_times_max: number | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
        };
        SingleDispositionResponse: {
            /** @enum {boolean} */
            success: true;
            disposition: components["schemas"]["DispositionResponse"];
        };
        CreateDispositionBody: {
            /** @example interested */
            code: string;
            name: string;
            /** @description Whether a person was reached */
            is_contact?: boolean;
            /** @description Whether person and agent talked about the matter */
            is_conversation?: boolean;
            /** @description Whether the call reached its goal. The call is then marked as converted */
            is_sale?: boolean;
            /**
             * @description What happens with the lead. `campaign`: the retry policy of the campaign decides. `retry`: it is called again. `final`: it is completed. `do_not_call`: the number gets on the do-not-call list
             * @enum {string}
             */
            next_step?: "campaign" | "retry" | "final" | "do_not_call";
            /** @description Minutes until the next call, with the next step `retry` */
            retry_minutes?: number | null;
            /** @description How often a call with this disposition is followed by another, with the next step `retry` */
            retry_times_max?: number | null;
        };
        UpdateDispositionBody: {
            /** @example interested */
            code?: string;
            name?: string;
            /** @description Whether a person was reached */
            is_contact?: boolean;
            /** @description Whether person and agent talked about the matter */
            is_conversation?: boolean;
            /** @description Whether the call reached its goal. The call is then marked as converted */
            is_sale?: boolean;
            /**
             * @description What happens with the lead. `campaign`: the retry policy of the campaign decides. `retry`: it is called again. `final`: it is completed. `do_not_call`: the number gets on the do-not-call list
             * @enum {string}
             */
            next_step?: "campaign" | "retry" | "final" | "do_not_call";
            /** @description Minutes until the next call, with the next step `retry` */
            retry_minutes?: number | null;
            /** @description How often a call with this disposition is followed by another, with the next step `retry` */
            retry_times_max?: number | null;
        };
        DeleteDispositionResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
        };
        ListLoginSessionsResponse: {
            /** @enum {boolean} */
            success: true;
            sessions: components["schemas"]["LoginSessionResponse"][];
            total: number;
        };
        LoginSessionResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** @enum {string} */
            kind: "cookie" | "token";
            /** @description Whether this request uses the session */
            is_current: boolean;
            client_address: string | null;
            user_agent: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Updated at most once a minute
             * @example 2024-01-01T09:00:00.000Z
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            expires_at: string;
        };
        EndOtherLoginSessionsResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            ended: number;
        };
        EndLoginSessionResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
        };
        SecondFactorResponse: {
            /** @enum {boolean} */
            success: true;
            second_factor: {
                is_enabled: boolean;
                /**
                 * Format: date-time
                 * @example 2024-01-01T09:00:00.000Z
                 */
                confirmed_at: string | null;
                recovery_codes_left: number;
            };
        };
        AddSecondFactorResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /** @description Shown once, in base32, to type into an app that reads no QR code */
            secret: string;
            /**
             * @description Shown once. Show it to the user as a QR code
             * @example otpauth://totp/CallCenter%20Pro:jane?issuer=CallCenter%20Pro&secret=JBSWY3DPEHPK3PXP
             */
            uri: string;
        };
        AddSecondFactorBody: {
            current_password: string;
        };
        ConfirmSecondFactorResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /**
             * @description Shown once. Each code logs in once, without the app. Keep the codes in a safe place
             * @example [
             *       "ABCD-EFGH-IJKL-MNOP-QRST-UVWX"
             *     ]
             */
            recovery_codes: string[];
            /** @description The new token, if the request had a token. A session gets a new cookie instead */
            token?: string;
        };
        ConfirmSecondFactorBody: {
            /**
             * @description A code of your authenticator app, or a recovery code. Each code works once
             * @example 123456
             */
            code: string;
        };
        RecoveryCodesResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /**
             * @description Shown once. Each code logs in once, without the app. Keep the codes in a safe place
             * @example [
             *       "ABCD-EFGH-IJKL-MNOP-QRST-UVWX"
             *     ]
             */
            recovery_codes: string[];
        };
        SecondFactorProofBody: {
            current_password: string;
            /**
             * @description A code of your authenticator app, or a recovery code. Each code works once
             * @example 123456
             */
            code: string;
        };
        RemoveSecondFactorResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
        };
        OwnUserResponse: {
            /** @enum {boolean} */
            success: true;
            user: components["schemas"]["UserAccountResponse"];
            /**
             * Format: uuid
             * @description The agent that the user is
             */
            agent_id: string | null;
            permissions: string[];
        };
        UserAccountResponse: components["schemas"]["UserResponse"] & {
            username: string;
            phone: string | null;
            /** @description An owner has every permission, whatever the role is */
            is_owner: boolean;
            is_active: boolean;
            has_second_factor: boolean;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
        };
        ListUsersResponse: {
            /** @enum {boolean} */
            success: true;
            users: components["schemas"]["UserAccountResponse"][];
            total: number;
        };
        InviteUserResponse: {
            /** @enum {boolean} */
            success: true;
            /** @description Shown once. Works once, with POST /auth/invitation */
            code: string;
            invitation: components["schemas"]["InvitationResponse"];
        };
        InvitationResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            email: string;
            /** @enum {string} */
            role: "admin" | "supervisor" | "agent";
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            expires_at: string;
        };
        InviteUserBody: {
            /** Format: email */
            email: string;
            /**
             * @default agent
             * @enum {string}
             */
            role?: "admin" | "supervisor" | "agent";
        };
        ListInvitationsResponse: {
            /** @enum {boolean} */
            success: true;
            invitations: components["schemas"]["InvitationResponse"][];
            total: number;
        };
        SingleInvitationResponse: {
            /** @enum {boolean} */
            success: true;
            invitation: components["schemas"]["InvitationResponse"];
        };
        SingleUserResponse: {
            /** @enum {boolean} */
            success: true;
            user: components["schemas"]["UserAccountResponse"];
        };
        UpdateUserBody: {
            /** @enum {string} */
            role?: "admin" | "supervisor" | "agent";
            is_active?: boolean;
            is_owner?: boolean;
        };
        EndUserSessionsResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            ended: number;
        };
        PasswordResetResponse: {
            /** @enum {boolean} */
            success: true;
            /** @description Shown once. Works once, with POST /auth/password-reset */
            code: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            expires_at: string;
            user: components["schemas"]["UserAccountResponse"];
        };
        ListCampaignsResponse: {
            /** @enum {boolean} */
            success: true;
            campaigns: components["schemas"]["CampaignResponse"][];
            count: number;
            total: number;
        };
        SingleCampaignResponse: {
            /** @enum {boolean} */
            success: true;
            campaign: components["schemas"]["CampaignResponse"];
        };
        CreateCampaignBody: {
            name: string;
            description?: string | null;
            /** @example +14155551234 */
            caller_id?: string | null;
            /** @description The share of the campaign in the agents and calls per second, beside the other active campaigns of the account: a campaign of weight 3 gets three times the calls of a campaign of weight 1 that has the same agents. Default: 1 */
            weight?: number;
            /** Format: date-time */
            schedule_start?: string | null;
            /** Format: date-time */
            schedule_end?: string | null;
            /** @example America/Los_Angeles */
            timezone?: string;
            /** @example 09:00:00 */
            calling_hours_start?: string;
            /** @example 09:00:00 */
            calling_hours_end?: string;
            country_hours?: components["schemas"]["CountryHours"];
            /** Format: uuid */
            agent_group_id?: string | null;
            /**
             * @description Only agents who have all of these skills get the calls
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            required_skills?: string[];
            retry_policy?: components["schemas"]["RetryPolicyBody"];
            amd_enabled?: boolean;
            /**
             * @description `async`, the default: the agent is connected at once and released when a machine is found. `sync`: the person waits about four seconds for the result of the detection.
             * @enum {string}
             */
            amd_mode?: "sync" | "async";
            /** @description Seconds after which the detection gives up. Default: 30 */
            machine_detection_timeout?: number;
            /** @description Milliseconds of speech from which on the far end is a machine. Default: 2400 */
            machine_detection_speech_threshold?: number;
            /** @description Milliseconds of silence after which the speech has ended. Default: 1200 */
            machine_detection_speech_end_threshold?: number;
            /** @description Milliseconds of silence from the answer on, after which the result is `unknown`. Default: 5000 */
            machine_detection_silence_timeout?: number;
            /**
             * @description `parked`, the default: the agents' phones stay connected, and each person who answers joins an agent at once. `on_demand`: the phone of an agent rings after the person answered, which takes longer than the two seconds of the law; not for predictive campaigns.
             * @enum {string}
             */
            agent_legs?: "on_demand" | "parked";
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            voicemail_message_url?: string | null;
            record_calls?: boolean;
            /**
             * @description `preview`: an agent sees each lead and decides to call; the agents stay on the line as with `parked`. `progressive`: one call per free agent. `predictive`: as many calls as the abandon policy allows.
             * @enum {string}
             */
            dial_mode?: "preview" | "progressive" | "predictive";
            abandon_policy?: components["schemas"]["AbandonPolicyBody"];
            wrap_up_seconds?: number;
            ring_seconds_max?: number;
        };
        /**
         * @description Hours by country (ISO 3166-1 alpha-2 code), in local time of the called person. A country whose law the product does not know (`no_rules_for_country`), or where people must agree before a call (`consent_required`), is only called with such hours. With them you confirm that you know the law of the country, and that the people on your list agreed to calls where they must. Where the product knows the legal hours, both apply.
         * @example {
         *       "JP": [
         *         {
         *           "start": "09:00",
         *           "end": "18:00"
         *         }
         *       ]
         *     }
         */
        CountryHours: {
            [key: string]: {
                start: string;
                end: string;
            }[];
        };
        /** @description An absent field keeps its value. In a new campaign it gets its default: three attempts, an hour apart, after no answer and busy. */
        RetryPolicyBody: {
            max_attempts?: number;
            delay_minutes?: number;
            retry_on_no_answer?: boolean;
            retry_on_busy?: boolean;
            retry_on_voicemail?: boolean;
            /** @enum {string} */
            backoff?: "fixed" | "exponential";
        };
        /** @description The rates are shares of the calls that people answered. Above `hard_rate` the campaign dials one call per free agent, whatever its `dial_mode`. `target_rate` is at most `hard_rate`. An absent field keeps its value. In a new campaign it gets its default: 0.025, 0.03, `30d`, 50. */
        AbandonPolicyBody: {
            target_rate?: number;
            hard_rate?: number;
            /**
             * @description The period of the measurement: `30d` is the law of the United States, `24h` the practice in the United Kingdom, `calendar_month` (in the campaign's time zone) the rule in Canada
             * @enum {string}
             */
            window?: "30d" | "24h" | "calendar_month";
            /** @description Until this many calls are answered in the window, the rate counts as of this many answers */
            answers_min?: number;
        };
        UpdateCampaignBody: {
            name?: string;
            description?: string | null;
            /** @example +14155551234 */
            caller_id?: string | null;
            /** @description The share of the campaign in the agents and calls per second, beside the other active campaigns of the account: a campaign of weight 3 gets three times the calls of a campaign of weight 1 that has the same agents. Default: 1 */
            weight?: number;
            /** Format: date-time */
            schedule_start?: string | null;
            /** Format: date-time */
            schedule_end?: string | null;
            /** @example America/Los_Angeles */
            timezone?: string;
            /** @example 09:00:00 */
            calling_hours_start?: string;
            /** @example 09:00:00 */
            calling_hours_end?: string;
            country_hours?: components["schemas"]["CountryHours"];
            /** Format: uuid */
            agent_group_id?: string | null;
            /**
             * @description Only agents who have all of these skills get the calls
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            required_skills?: string[];
            retry_policy?: components["schemas"]["RetryPolicyBody"];
            amd_enabled?: boolean;
            /**
             * @description `async`, the default: the agent is connected at once and released when a machine is found. `sync`: the person waits about four seconds for the result of the detection.
             * @enum {string}
             */
            amd_mode?: "sync" | "async";
            /** @description Seconds after which the detection gives up. Default: 30 */
            machine_detection_timeout?: number;
            /** @description Milliseconds of speech from which on the far end is a machine. Default: 2400 */
            machine_detection_speech_threshold?: number;
            /** @description Milliseconds of silence after which the speech has ended. Default: 1200 */
            machine_detection_speech_end_threshold?: number;
            /** @description Milliseconds of silence from the answer on, after which the result is `unknown`. Default: 5000 */
            machine_detection_silence_timeout?: number;
            /**
             * @description `parked`, the default: the agents' phones stay connected, and each person who answers joins an agent at once. `on_demand`: the phone of an agent rings after the person answered, which takes longer than the two seconds of the law; not for predictive campaigns.
             * @enum {string}
             */
            agent_legs?: "on_demand" | "parked";
            /**
             * Format: uri
             * @example https://example.com/voicemail.mp3
             */
            voicemail_message_url?: string | null;
            record_calls?: boolean;
            /**
             * @description `preview`: an agent sees each lead and decides to call; the agents stay on the line as with `parked`. `progressive`: one call per free agent. `predictive`: as many calls as the abandon policy allows.
             * @enum {string}
             */
            dial_mode?: "preview" | "progressive" | "predictive";
            abandon_policy?: components["schemas"]["AbandonPolicyBody"];
            wrap_up_seconds?: number;
            ring_seconds_max?: number;
        };
        StartCampaignResponse: components["schemas"]["ChangeCampaignStatusResponse"] & {
            /** @description What the campaign waits for before it places calls */
            warnings: components["schemas"]["CampaignStartProblem"][];
        };
        CampaignStartProblem: {
            field: string;
            message: string;
            code: string;
        };
        ChangeCampaignStatusResponse: {
            /** @enum {boolean} */
            success: true;
            campaign: components["schemas"]["CampaignResponse"];
            message: string;
        };
        GetPreflightResponse: {
            /** @enum {boolean} */
            success: true;
            preflight: components["schemas"]["PreflightResponse"];
        };
        /** @description Counts of leads. `missing` says why the campaign cannot start, and `warnings` what it waits for after the start. */
        PreflightResponse: {
            total: number;
            now: number;
            later: {
                reason: string;
                leads: number;
                /**
                 * Format: date-time
                 * @example 2024-01-01T09:00:00.000Z
                 */
                first_at: string;
            }[];
            never: {
                reason: string;
                leads: number;
            }[];
            can_start: boolean;
            missing: components["schemas"]["CampaignStartProblem"][];
            warnings: components["schemas"]["CampaignStartProblem"][];
            /** @description How long the last 100 connected people waited for their agent. More than 2000 ms counts as abandoned. */
            connect_delays: {
                connections: number;
                median_ms: number | null;
                p99_ms: number | null;
            };
        };
        CampaignPacingResponse: {
            /** @enum {boolean} */
            success: true;
            pacing: components["schemas"]["PacingStatusResponse"];
        };
        ListAgentsResponse: {
            /** @enum {boolean} */
            success: true;
            agents: components["schemas"]["AgentResponse"][];
            count: number;
            total: number;
        };
        SingleAgentResponse: {
            /** @enum {boolean} */
            success: true;
            agent: components["schemas"]["AgentResponse"];
        };
        CreateAgentBody: {
            name: string;
            /** @example +14155551234 */
            phone: string;
            /** Format: email */
            email?: string | null;
            /** Format: uuid */
            agent_group_id?: string | null;
            /** Format: uuid */
            user_id?: string | null;
            max_concurrent_calls?: number;
            /** @description In the campaign's time zone. A weekday that is absent is a day off; null means no limit on hours. */
            working_hours?: {
                monday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                tuesday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                wednesday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                thursday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                friday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                saturday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                sunday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
            } | null;
            is_active?: boolean;
            /**
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            skills?: string[];
            /**
             * @description Agents with a lower number get calls first. Agents with the same number take turns
             * @example 1
             */
            priority?: number;
            /**
             * @description How the platform makes sure that the agent and not a mailbox answered the phone. `detection`, the default: the machine detection listens when the phone of a parked agent is answered. `key`: the agent presses any key. `none`: no check. A phone that rings for each call is checked only with `key`.
             * @enum {string}
             */
            phone_acceptance?: "detection" | "key" | "none";
            /**
             * @description What rings for the agent. `phone`, the default: the phone number. `browser`: the console in the browser of the agent, or any program that registers with a device token.
             * @enum {string}
             */
            device?: "phone" | "browser";
        };
        GetAgentResponse: {
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
            /** @enum {boolean} */
            success: true;
            agent: components["schemas"]["AgentResponse"];
        };
        UpdateAgentBody: {
            name?: string;
            /** @example +14155551234 */
            phone?: string;
            /** Format: email */
            email?: string | null;
            /** Format: uuid */
            agent_group_id?: string | null;
            /** Format: uuid */
            user_id?: string | null;
            max_concurrent_calls?: number;
            /** @description In the campaign's time zone. A weekday that is absent is a day off; null means no limit on hours. */
            working_hours?: {
                monday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                tuesday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                wednesday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                thursday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                friday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                saturday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
                sunday?: {
                    start: string;
                    /** @example 17:00 */
                    end: string;
                };
            } | null;
            is_active?: boolean;
            /**
             * @example [
             *       "sales",
             *       "support"
             *     ]
             */
            skills?: string[];
            /**
             * @description Agents with a lower number get calls first. Agents with the same number take turns
             * @example 1
             */
            priority?: number;
            /**
             * @description How the platform makes sure that the agent and not a mailbox answered the phone. `detection`, the default: the machine detection listens when the phone of a parked agent is answered. `key`: the agent presses any key. `none`: no check. A phone that rings for each call is checked only with `key`.
             * @enum {string}
             */
            phone_acceptance?: "detection" | "key" | "none";
            /**
             * @description What rings for the agent. `phone`, the default: the phone number. `browser`: the console in the browser of the agent, or any program that registers with a device token.
             * @enum {string}
             */
            device?: "phone" | "browser";
        };
        UpdateAgentStatusResponse: {
            /** @enum {boolean} */
            success: true;
            agent: components["schemas"]["AgentResponse"];
            message: string;
        };
        UpdateAgentStatusBody: {
            /** @enum {string} */
            status: "available" | "busy" | "offline" | "break";
            reason?: string | null;
        };
        GetAgentStatisticsResponse: {
            /** @enum {boolean} */
            success: true;
            agent: components["schemas"]["AgentResponse"];
            stats: components["schemas"]["AgentStatisticsResponse"];
        };
        AgentStatisticsResponse: {
            /** @description Ended calls that were assigned to the agent */
            total_calls: number;
            /** @description Ended calls with the disposition `answered` */
            answered_calls: number;
            /** @description Ended calls in which the agent talked, also those that the agent transferred */
            readonly conversations: number;
            /** @description Seconds of talk per answered call; 0 without answered calls */
            avg_talk_time: number;
            /** @description In seconds; in a transferred call, the own part of the talk */
            total_talk_time: number;
        };
        UpdateAgentDeviceResponse: {
            /** @enum {boolean} */
            success: true;
            agent: components["schemas"]["AgentResponse"];
        };
        UpdateAgentDeviceBody: {
            /** @enum {string} */
            device: "phone" | "browser";
        };
        DeviceTokenResponse: {
            /** @enum {boolean} */
            success: true;
            /** @description Goes to the carrier's client library, such as `@twilio/voice-sdk` */
            token: string;
            identity: string;
            /** @description In seconds. Ask for a new token before the end. */
            expires_in: number;
            /** @enum {string} */
            carrier: "simulator" | "twilio";
            /** @description The WebSocket of the simulated carrier; null with Twilio, whose library knows its own */
            socket_url: string | null;
        };
        ListAgentStatesResponse: {
            /** @enum {boolean} */
            success: true;
            states: components["schemas"]["AgentStateResponse"][];
            count: number;
            total: number;
        };
        AgentStateResponse: {
            /**
             * @description `on_call` is the time from the reservation of the agent for a call to the release of the agent.
             * @enum {string}
             */
            state: "available" | "on_call" | "wrap_up" | "busy" | "break" | "offline";
            reason: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description Null for the state that the agent is in now
             * @example 2024-01-01T09:00:00.000Z
             */
            ended_at: string | null;
        };
        TimeInStatesResponse: {
            /** @enum {boolean} */
            success: true;
            states: {
                /**
                 * @description `on_call` is the time from the reservation of the agent for a call to the release of the agent.
                 * @enum {string}
                 */
                state: "available" | "on_call" | "wrap_up" | "busy" | "break" | "offline";
                reason: string | null;
                seconds: number;
                /** @description How often the agent was in the state */
                count: number;
            }[];
        };
        PauseReasonsResponse: {
            pause_reasons: string[];
        };
        UpdatePauseReasonsBody: {
            pause_reasons?: string[];
        };
        ListAgentGroupsResponse: {
            /** @enum {boolean} */
            success: true;
            agent_groups: components["schemas"]["AgentGroupResponse"][];
            count: number;
            total: number;
        };
        AgentGroupResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            tenant_id: string;
            name: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
        };
        SingleAgentGroupResponse: {
            /** @enum {boolean} */
            success: true;
            agent_group: components["schemas"]["AgentGroupResponse"];
        };
        CreateAgentGroupBody: {
            name: string;
        };
        UpdateAgentGroupBody: {
            name?: string;
        };
        DeleteAgentGroupResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
        };
        ListCallsResponse: {
            /** @enum {boolean} */
            success: true;
            calls: components["schemas"]["CallResponse"][];
            count: number;
            total: number;
        };
        CallResponse: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            tenant_id: string;
            /** Format: uuid */
            campaign_id: string | null;
            /** Format: uuid */
            lead_id: string | null;
            /** Format: uuid */
            readonly agent_id: string | null;
            call_sid: string | null;
            readonly conference_sid: string | null;
            from_number: string;
            to_number: string;
            /** @enum {string} */
            direction: "inbound" | "outbound";
            status: string;
            /** @description Who answered: `human` for the dispositions `answered` and `abandoned`, a machine for `voicemail`, otherwise what the machine detection heard */
            readonly answered_by: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly start_time: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly answer_time: string | null;
            /**
             * Format: date-time
             * @description When the greeting of the called person ended, if the machine detection reported the end
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly greeting_end_time: string | null;
            /**
             * Format: date-time
             * @description When an agent was reserved for the call
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly agent_reserved_time: string | null;
            /**
             * Format: date-time
             * @description When agent and called person were connected
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly bridge_time: string | null;
            /** @description Milliseconds from the end of the greeting, or from the answer, until agent and person were connected */
            readonly connect_delay_ms: number | null;
            /** @description Whether agent and person were connected after more than two seconds: the call counts as abandoned */
            readonly connected_late: boolean;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly end_time: string | null;
            /** @description Seconds from start to end; for calls that the dialer did not place, the seconds that the carrier reports */
            duration: number | null;
            /** @description Seconds of conversation; 0 without a conversation */
            readonly talk_time: number | null;
            disposition: string | null;
            /**
             * @description What happened, more exactly than `disposition`: for example `machine_no_message`, `message_left` or `fax` instead of `voicemail`, and `hung_up_early` instead of `no_answer`. Null while the call is live
             * @enum {string|null}
             */
            readonly outcome: "answered" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled" | "message_left" | "machine_no_message" | "fax" | "hung_up_early" | "number_invalid" | null;
            /** @description The code of the custom disposition that the agent chose */
            agent_disposition: string | null;
            /** @description Whether the call converted; null until a user sets it or the value of the call is calculated */
            converted: boolean | null;
            /** @description Plays without a credential, and expires after one to two hours */
            readonly recording_url: string | null;
            readonly recording_sid: string | null;
            readonly recording_duration: number | null;
            cost: number | null;
            /** @description The part of `cost` for machine detection and conference minutes, in dollars. The carrier reports these fees for no single call, so they are computed from its list prices when the call is rated. */
            readonly carrier_fees: number;
            /** @enum {string|null} */
            readonly cost_source: "rated" | "estimated" | "unrated" | null;
            metadata: {
                [key: string]: unknown;
            };
            notes: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            first_name: string | null;
            last_name: string | null;
            phone: string;
            campaign_name: string | null;
            readonly agent_name: string | null;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
        };
        CallStatisticsSummaryResponse: {
            /** @enum {boolean} */
            success: true;
            stats: components["schemas"]["CallStatisticsResponse"];
        };
        CallStatisticsResponse: {
            /** @description Ended calls */
            total_calls: number;
            /** @description Ended calls with the disposition `answered` */
            answered_calls: number;
            /** @description Ended calls with the disposition `voicemail` */
            voicemail_calls: number;
            /** @description Ended calls with the disposition `no_answer` */
            no_answer_calls: number;
            /** @description Ended calls with the disposition `busy` */
            busy_calls: number;
            /** @description Ended calls with the disposition `failed` */
            failed_calls: number;
            /** @description Calls that count as abandoned: without an agent, or connected after more than two seconds */
            abandoned_calls: number;
            /** @description Answered calls that also count as abandoned */
            connected_late_calls: number;
            /** @description Ended calls with the disposition `cancelled` */
            cancelled_calls: number;
            /** @description Ended calls with `answered_by` `human` */
            human_answered: number;
            /** @description Ended calls with another `answered_by` than `human` and `unknown` */
            machine_answered: number;
            /** @description The mean `duration` of the answered calls, in seconds */
            avg_duration: number;
            /** @description The mean `talk_time` of the answered calls, in seconds */
            avg_talk_time: number;
            /** @description The sum of `cost`, in dollars */
            total_cost: number;
            /** @description The cost of the parked phone lines of agents that ended in the period, in dollars, which is in the cost of no call. The campaign that rang the agent pays. Null with a filter that only calls have. */
            agent_line_cost: number | null;
        };
        CallDispositionsResponse: {
            /** @enum {boolean} */
            success: true;
            dispositions: {
                disposition: string;
                count: number;
            }[];
            /** @description Ended calls by custom disposition, most frequent first */
            agent_dispositions: {
                code: string;
                name: string;
                is_contact: boolean;
                is_conversation: boolean;
                is_sale: boolean;
                count: number;
            }[];
        };
        CallWithEventsResponse: {
            /** @enum {boolean} */
            success: true;
            call: components["schemas"]["CallResponse"] & {
                readonly events: components["schemas"]["CallEventResponse"][];
            };
        };
        CallEventResponse: {
            event: string;
            message: string;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            occurred_at: string;
        };
        UpdateCallResponse: {
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
            /** @enum {boolean} */
            success: true;
            call: components["schemas"]["CallResponse"];
        };
        UpdateCallBody: {
            notes?: string | null;
            /** @enum {string} */
            disposition?: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
            /**
             * @description The code of a custom disposition, whose rule decides about the next call. It can be set as soon as agent and person talk. Null removes it
             * @example interested
             */
            agent_disposition?: string | null;
            /** @description Whether the call reached its goal, such as a sale */
            converted?: boolean;
            /** @description Merged into the existing metadata */
            metadata?: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * @description Puts the phone number on the do-not-call list of the tenant
             * @enum {boolean}
             */
            do_not_call?: true;
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
        };
        SingleCallResponse: {
            /** @enum {boolean} */
            success: true;
            call: components["schemas"]["CallResponse"];
        };
        SingleConversationResponse: {
            /** @enum {boolean} */
            success: true;
            conversation: components["schemas"]["ConversationResponse"];
        };
        ConversationResponse: {
            /** Format: uuid */
            call_id: string;
            live: boolean;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            held_since: string | null;
            /** @description Seconds on hold so far, without the hold that goes on */
            hold_seconds: number;
            muted: boolean;
            recording_paused: boolean;
            /** @description Whether a warm transfer has begun and is not complete */
            consulting: boolean;
            /** @description The guests who are called or take part now */
            guests: components["schemas"]["GuestResponse"][];
        };
        GuestResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /**
             * @description `participant`: talks with both. `consult`: talks with the agent before a transfer. `transfer`: gets the call. `supervisor`: takes part as `mode` says.
             * @enum {string}
             */
            role: "participant" | "consult" | "transfer" | "supervisor";
            /** @enum {string|null} */
            mode: "listen" | "whisper" | "barge" | null;
            to: string;
            status: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            answered_at: string | null;
        };
        TransferTargetsResponse: {
            /** @enum {boolean} */
            success: true;
            agents: components["schemas"]["TransferAgentResponse"][];
            agent_groups: components["schemas"]["TransferGroupResponse"][];
        };
        TransferAgentResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            name: string;
        };
        TransferGroupResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            name: string;
            free_agents: number;
        };
        PressDigitsBody: {
            digits: string;
        };
        StartTransferBody: {
            /** @enum {string} */
            kind: "blind" | "warm";
            /** @example +14155551234 */
            phone?: string;
            /** Format: uuid */
            agent_id?: string;
            /** Format: uuid */
            agent_group_id?: string;
        };
        AddParticipantBody: {
            /** @example +14155551234 */
            phone: string;
        };
        MonitorCallBody: {
            /**
             * @description `listen`: no one hears you. `whisper`: only the agent hears you. `barge`: both hear you.
             * @enum {string}
             */
            mode: "listen" | "whisper" | "barge";
            /**
             * @description The phone to ring; by default the phone of your own agent
             * @example +14155551234
             */
            phone?: string;
        };
        UploadOrDryRunResponse: components["schemas"]["UploadResponse"] | components["schemas"]["DryRunResponse"];
        /** @description While `status` is `pending` or `running`, the other members show the rows that are processed so far. */
        UploadResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            results: components["schemas"]["ImportResults"];
            /** @description The first 100 */
            errors: components["schemas"]["ImportRowError"][];
            /** @description The number of all errors so far. `status_url` lists them page by page. */
            errors_total: number;
            /** Format: uuid */
            import_id: string;
            /** @enum {string} */
            status: "pending" | "running" | "completed" | "failed";
            status_url: string;
            /** @description The first 100 */
            warnings: components["schemas"]["ImportRowWarning"][];
            /** @description All warnings, also those that are not listed */
            warnings_total: number;
            encoding: string | null;
            /** @description How certain the encoding is; null if the form names the encoding */
            encoding_confidence: number | null;
            /** @description Null if the file is an Excel workbook */
            delimiter: string | null;
            /** @description The sheet that was read; null if the file is CSV */
            sheet: string | null;
            /** @description The row with the headers; null if the file has none */
            header_row: number | null;
            /** @description The country of numbers without a country code */
            country: string | null;
            /**
             * @description Who named `country`: the field of the form, or the caller ID of the campaign
             * @enum {string|null}
             */
            country_from: "form" | "caller_id" | null;
            /** @description How each column was used, in the order of the file */
            mapping: components["schemas"]["ImportColumn"][];
        };
        /** @description Each row counts once, as inserted, invalid, duplicate or dnc. With `on_duplicate`, `updated` and `requeued` say how many of the duplicates changed a lead, and how many made a finished lead due again. `valid` equals `inserted`. In a do-not-call file each number of a row counts. */
        ImportResults: {
            total: number;
            valid: number;
            invalid: number;
            duplicates: number;
            dnc: number;
            inserted: number;
            updated?: number;
            requeued?: number;
        };
        /** @description `row` is the row number that a spreadsheet shows. */
        ImportRowError: {
            row: number;
            field: string;
            value: string;
            error: string;
        };
        /** @description A value of a row that became a lead. The value could not be used as it is, and is a custom field. */
        ImportRowWarning: {
            row: number;
            column: string;
            value: string;
            reason: string;
        };
        ImportColumn: {
            column: string;
            /** @description A lead field, or `custom_fields`; null if the column is ignored */
            field: string | null;
        };
        DryRunResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /** @enum {boolean} */
            dry_run: true;
            results: components["schemas"]["ImportResults"] & unknown;
            /** @description Whether all rows of the file were read */
            complete: boolean;
            /** @description The first 20 rows */
            rows: components["schemas"]["DryRunRow"][];
            /** @description All warnings, also those that are not listed */
            warnings_total: number;
            encoding: string | null;
            /** @description How certain the encoding is; null if the form names the encoding */
            encoding_confidence: number | null;
            /** @description Null if the file is an Excel workbook */
            delimiter: string | null;
            /** @description The sheet that was read; null if the file is CSV */
            sheet: string | null;
            /** @description The row with the headers; null if the file has none */
            header_row: number | null;
            /** @description The country of numbers without a country code */
            country: string | null;
            /**
             * @description Who named `country`: the field of the form, or the caller ID of the campaign
             * @enum {string|null}
             */
            country_from: "form" | "caller_id" | null;
            /** @description How each column was used, in the order of the file */
            mapping: components["schemas"]["ImportColumn"][];
        };
        /** @description A row has either `lead`, the lead that it would become, or `error`. */
        DryRunRow: {
            row: number;
            lead?: components["schemas"]["DryRunLead"];
            error?: components["schemas"]["ImportRowError"];
            warnings: components["schemas"]["ImportRowWarning"][];
        };
        DryRunLead: {
            phone: string;
            phone_normalized: string;
            first_name: string | null;
            last_name: string | null;
            email: string | null;
            country: string | null;
            type: string | null;
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            custom_fields: {
                [key: string]: string;
            };
            notes: string | null;
            consent?: {
                /** @enum {string} */
                kind: "express" | "express_written" | "artificial_voice";
                source: string | null;
                text: string | null;
                /**
                 * Format: date-time
                 * @example 2024-01-01T09:00:00.000Z
                 */
                at: string;
            };
        };
        UploadLeadsBody: {
            /** Format: binary */
            file?: Blob;
            /** Format: uuid */
            campaign_id: string;
            /**
             * @description What happens to a lead whose number the campaign has already. `skip`, the default, leaves it as it is. `update` takes the fields that are not empty, and merges the custom fields. `requeue` does the same, and a lead that is completed or failed is due again, when its number has rested; not if it must not be called, is in a call, used up its attempts, or has an invalid number.
             * @enum {string}
             */
            on_duplicate?: "skip" | "update" | "requeue";
            /**
             * @description A JSON object: column header → lead field. Several columns may hold one field: each row takes the first that it can use. With null the column is ignored. With {"value": …} the key is a lead field, and all rows without this field get the value. A column that the file does not have is an error.
             * @example {"First Name": "first_name", "Mobile": "phone", "Home": "phone", "SSN": null, "country": {"value": "US"}}
             */
            field_mapping?: string;
            /**
             * @description The country of numbers without a country code, in rows that name no country. Without it, the caller ID of the campaign says the country.
             * @example US
             */
            country?: string;
            /**
             * @description The encoding of the file. Without it, the encoding is detected.
             * @example windows-1251
             */
            encoding?: string;
            /**
             * @description The name of a sheet of an Excel workbook. Without it, the first visible sheet is read.
             * @example Leads
             */
            sheet?: string;
        };
        ListImportsResponse: {
            /** @enum {boolean} */
            success: true;
            imports: components["schemas"]["ImportResponse"][];
            count: number;
            total: number;
        };
        ImportResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** @enum {string} */
            kind: "leads" | "dnc";
            /** Format: uuid */
            campaign_id: string | null;
            file_name: string;
            /** @enum {string} */
            status: "pending" | "running" | "completed" | "failed";
            /** @description Why the whole file could not be imported */
            error: string | null;
            /** @description The share of the file that is processed */
            progress: number;
            results: components["schemas"]["ImportResults"];
            /** @description All warnings, also those that are not listed */
            warnings_total: number;
            encoding: string | null;
            /** @description How certain the encoding is; null if the form names the encoding */
            encoding_confidence: number | null;
            /** @description Null if the file is an Excel workbook */
            delimiter: string | null;
            /** @description The sheet that was read; null if the file is CSV */
            sheet: string | null;
            /** @description The row with the headers; null if the file has none */
            header_row: number | null;
            /** @description The country of numbers without a country code */
            country: string | null;
            /**
             * @description Who named `country`: the field of the form, or the caller ID of the campaign
             * @enum {string|null}
             */
            country_from: "form" | "caller_id" | null;
            /** @description How each column was used, in the order of the file */
            mapping: components["schemas"]["ImportColumn"][];
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            finished_at: string | null;
        };
        GetImportResponse: {
            /** @enum {boolean} */
            success: true;
            import: components["schemas"]["ImportResponse"];
            errors: components["schemas"]["ImportRowError"][];
            count: number;
            total: number;
        };
        ImportWarningsResponse: {
            /** @enum {boolean} */
            success: true;
            warnings: components["schemas"]["ImportRowWarning"][];
            count: number;
            /** @description All warnings, also those that are not stored */
            total: number;
        };
        ListCallBacksResponse: {
            /** @enum {boolean} */
            success: true;
            callbacks: components["schemas"]["LeadResponse"][];
            count: number;
        };
        LeadResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            campaign_id: string;
            /** Format: uuid */
            tenant_id: string;
            phone: string;
            phone_normalized: string;
            /** @description All numbers in the order in which they are called */
            phones: {
                phone: string;
                phone_normalized: string;
                type: string | null;
            }[];
            /** @description What the person consented to, newest first, whichever lead of the number said it */
            readonly consents: {
                /** Format: uuid */
                id: string;
                /** @description The id that the CallCenter Pro API shows */
                numeric_id: number;
                /** @enum {string} */
                kind: "express" | "express_written" | "artificial_voice";
                source: string | null;
                text: string | null;
                /**
                 * Format: date-time
                 * @example 2024-01-01T09:00:00.000Z
                 */
                at: string;
                evidence_url: string | null;
                /**
                 * Format: date-time
                 * @example 2024-01-01T09:00:00.000Z
                 */
                recorded_at: string;
            }[];
            /**
             * @description Time zones in which the person may be, by the number
             * @example [
             *       "America/Los_Angeles"
             *     ]
             */
            readonly time_zones: string[];
            first_name: string | null;
            last_name: string | null;
            email: string | null;
            country: string | null;
            type: string | null;
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            custom_fields: {
                [key: string]: unknown;
            };
            notes: string | null;
            /** @enum {string} */
            status: "pending" | "queued" | "calling" | "completed" | "failed" | "dnc";
            readonly status_reason: string | null;
            readonly call_attempts: number;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            readonly last_call_at: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            next_call_at: string | null;
            /**
             * Format: uuid
             * @description The agent who owns the call-back at `next_call_at`
             */
            agent_id: string | null;
            do_not_call: boolean;
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
        /** @description `leads` has one item for each lead, in the order of the request. `row` in `errors` is the position of the lead, from 1 on. */
        CreateLeadsResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            results: components["schemas"]["ImportResults"];
            errors: components["schemas"]["ImportRowError"][];
            leads: {
                /** @enum {string} */
                status: "inserted" | "duplicate" | "updated" | "requeued" | "dnc" | "invalid";
                /**
                 * Format: uuid
                 * @description The lead that the campaign has now; null if it has none
                 */
                id: string | null;
                /** @description The id that the CallCenter Pro API shows */
                numeric_id: number | null;
            }[];
        };
        /** @description The fields of one lead, or several leads in `leads` */
        CreateLeadsBody: {
            /** Format: uuid */
            campaign_id: string;
            /**
             * @description What happens to a lead whose number the campaign has already. `skip`, the default, leaves it as it is. `update` takes the fields that are not empty, and merges the custom fields. `requeue` does the same, and a lead that is completed or failed is due again, when its number has rested; not if it must not be called, is in a call, used up its attempts, or has an invalid number.
             * @enum {string}
             */
            on_duplicate?: "skip" | "update" | "requeue";
            /** @example +14155552671 */
            phone?: string;
            first_name?: string | null;
            last_name?: string | null;
            /** Format: email */
            email?: string | null;
            /** @description The country of a number without a country code */
            country?: string | null;
            type?: string | null;
            /** @enum {string} */
            priority?: "low" | "normal" | "high";
            notes?: string | null;
            custom_fields?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description What the person consented to. It is kept by number, also if the campaign has the lead already, and cannot be changed. To take it back, add the number to the do-not-call list. */
            consent?: {
                /** @enum {string} */
                kind: "express" | "express_written" | "artificial_voice";
                /** @description Where the consent was given, such as a form */
                source?: string | null;
                /** @description The words to which the person consented */
                text?: string | null;
                /**
                 * Format: date-time
                 * @description When the person consented
                 */
                at: string;
                /**
                 * Format: uri
                 * @description A document that proves the consent
                 * @example https://example.com/voicemail.mp3
                 */
                evidence_url?: string | null;
            } | null;
            /** @description Further numbers, in the order in which they are called: after no answer, or if a number is invalid, the next one is called. A number of the type work, office, business or company is only called in office hours. */
            phones?: {
                phone: string;
                type?: string | null;
            }[];
            leads?: components["schemas"]["NewLead"][];
        };
        NewLead: {
            /** @example +14155552671 */
            phone: string;
            first_name?: string | null;
            last_name?: string | null;
            /** Format: email */
            email?: string | null;
            /** @description The country of a number without a country code */
            country?: string | null;
            type?: string | null;
            /** @enum {string} */
            priority?: "low" | "normal" | "high";
            notes?: string | null;
            custom_fields?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description What the person consented to. It is kept by number, also if the campaign has the lead already, and cannot be changed. To take it back, add the number to the do-not-call list. */
            consent?: {
                /** @enum {string} */
                kind: "express" | "express_written" | "artificial_voice";
                /** @description Where the consent was given, such as a form */
                source?: string | null;
                /** @description The words to which the person consented */
                text?: string | null;
                /**
                 * Format: date-time
                 * @description When the person consented
                 */
                at: string;
                /**
                 * Format: uri
                 * @description A document that proves the consent
                 * @example https://example.com/voicemail.mp3
                 */
                evidence_url?: string | null;
            } | null;
            /** @description Further numbers, in the order in which they are called: after no answer, or if a number is invalid, the next one is called. A number of the type work, office, business or company is only called in office hours. */
            phones?: {
                phone: string;
                type?: string | null;
            }[];
        };
        ListLeadsResponse: {
            /** @enum {boolean} */
            success: true;
            leads: components["schemas"]["LeadResponse"][];
            /** @description Leads on this page */
            count: number;
            /** @description Leads that match the filter */
            total: number;
        };
        LeadWithCallsResponse: {
            /** @enum {boolean} */
            success: true;
            lead: components["schemas"]["LeadResponse"] & {
                /** @description The last 10 calls with the lead, newest first. An agent who was shown the lead sees the calls of all agents */
                readonly recent_calls: components["schemas"]["LeadCallResponse"][];
            };
        };
        LeadCallResponse: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            at: string;
            direction: string;
            live: boolean;
            disposition: string | null;
            /** @description The name of the custom disposition */
            agent_disposition: string | null;
            /** @description Seconds of conversation */
            talk_time: number | null;
            agent_name: string | null;
            notes: string | null;
        };
        SingleLeadResponse: {
            /** @enum {boolean} */
            success: true;
            lead: components["schemas"]["LeadResponse"];
        };
        UpdateLeadBody: {
            first_name?: string | null;
            last_name?: string | null;
            /** Format: email */
            email?: string | null;
            /** @enum {string} */
            priority?: "low" | "normal" | "high";
            notes?: string | null;
            /** @description Replaces all custom fields */
            custom_fields?: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * Format: date-time
             * @description A call-back: the lead is called then, or at the next lawful time, even if it was completed or failed
             */
            next_call_at?: string | null;
            /**
             * Format: uuid
             * @description The agent who owns the call-back at `next_call_at`: the lead is offered to this agent first. If the agent is not free, any agent of the campaign calls 10 minutes later. null for any agent at once
             */
            agent_id?: string | null;
            /** @description `true` adds the number to the do-not-call list of the account */
            do_not_call?: boolean;
        };
        RecyclePlanResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /** @enum {boolean} */
            dry_run: true;
            /** @description All leads of the campaign. Each is in `dispositions` or in `left_out`. */
            total: number;
            /** @description Leads that would be due again */
            requeued: number;
            /** @description Leads that would be due again, by the disposition of their last call */
            dispositions: {
                [key: string]: number;
            };
            /** @description The leads that stay as they are, by reason. `disposition`, `attempts` and `last_call`: the filter does not match. `attempts_used_up`: raise max_attempts in the retry policy of the campaign. */
            left_out: {
                do_not_call?: number;
                in_call?: number;
                pending?: number;
                disposition?: number;
                attempts?: number;
                last_call?: number;
                number_invalid?: number;
                attempts_used_up?: number;
            };
        };
        SingleRecycleResponse: {
            /** @enum {boolean} */
            success: true;
            recycle: components["schemas"]["RecycleResponse"];
            status_url: string;
        };
        RecycleResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            campaign_id: string;
            /** @enum {string} */
            status: "running" | "completed";
            dispositions: string[];
            attempts_min: number | null;
            attempts_max: number | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            last_call_after: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            last_call_before: string | null;
            /** @description Leads of the campaign when the run began */
            total: number;
            examined: number;
            progress: number;
            requeued: number;
            /** @description The leads that stay as they are, by reason. `disposition`, `attempts` and `last_call`: the filter does not match. `attempts_used_up`: raise max_attempts in the retry policy of the campaign. */
            left_out: {
                do_not_call?: number;
                in_call?: number;
                pending?: number;
                disposition?: number;
                attempts?: number;
                last_call?: number;
                number_invalid?: number;
                attempts_used_up?: number;
            };
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            finished_at: string | null;
        };
        RecycleCampaignBody: {
            /**
             * @description Leads whose last call had one of these dispositions: answered, voicemail, no_answer, busy, failed, abandoned, cancelled, or the code of a custom disposition (GET /api/dispositions)
             * @example [
             *       "no_answer",
             *       "busy"
             *     ]
             */
            dispositions: string[];
            /** @description Leads that were called at least so many times */
            attempts_min?: number | null;
            /** @description Leads that were called at most so many times */
            attempts_max?: number | null;
            /**
             * Format: date-time
             * @description Leads whose last call began after this time
             */
            last_call_after?: string | null;
            /**
             * Format: date-time
             * @description Leads whose last call began before this time
             */
            last_call_before?: string | null;
            /** @description With `true`, nothing changes. The reply has the counts. */
            dry_run?: boolean;
        };
        PreviewResponse: {
            /** @enum {boolean} */
            success: true;
            /** @description null when no lead may be called now */
            lead: components["schemas"]["LeadResponse"] | null;
            /**
             * Format: date-time
             * @description Until then no other agent gets the lead
             * @example 2024-01-01T09:00:00.000Z
             */
            expires_at: string | null;
        };
        CallPreviewedLeadResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            /**
             * Format: uuid
             * @description The id for GET /api/calls/{id} once the call is placed
             */
            call_id: string;
        };
        SkipPreviewedLeadResponse: {
            /** @enum {boolean} */
            success: true;
            message: string;
            lead: components["schemas"]["LeadResponse"];
        };
        ListDncNumbersResponse: {
            /** @enum {boolean} */
            success: true;
            dnc: components["schemas"]["DncNumberResponse"][];
            count: number;
            total: number;
        };
        DncNumberResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            phone: string;
            reason: string | null;
            /** @enum {string} */
            source: "api" | "import" | "opt_out" | "disposition" | "registry" | "erasure";
            /**
             * @description `tenant`: on your list. `global`: on the list for all accounts; you cannot delete it.
             * @enum {string}
             */
            scope: "tenant" | "global";
            /** @description The name of the user who added the number */
            created_by: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
        };
        SingleDncNumberResponse: {
            /** @enum {boolean} */
            success: true;
            dnc: components["schemas"]["DncNumberResponse"];
        };
        AddDncNumberBody: {
            /**
             * @description Written as in a lead file. Without a country code, `country` or the caller IDs of the campaigns say the country.
             * @example +14155551234
             */
            phone: string;
            /**
             * @description The country of numbers without a country code, in rows that name no country. Without it, the caller ID of the campaign says the country.
             * @example US
             */
            country?: string;
            /** @default null */
            reason?: string | null;
        };
        UploadDncNumbersBody: {
            /** Format: binary */
            file?: Blob;
            /**
             * @description A JSON object: column header → lead field. Several columns may hold one field: each row takes the first that it can use. With null the column is ignored. With {"value": …} the key is a lead field, and all rows without this field get the value. A column that the file does not have is an error.
             * @example {"First Name": "first_name", "Mobile": "phone", "Home": "phone", "SSN": null, "country": {"value": "US"}}
             */
            field_mapping?: string;
            /**
             * @description The country of numbers without a country code, in rows that name no country. Without it, the caller ID of the campaign says the country.
             * @example US
             */
            country?: string;
            /**
             * @description The encoding of the file. Without it, the encoding is detected.
             * @example windows-1251
             */
            encoding?: string;
            /**
             * @description The name of a sheet of an Excel workbook. Without it, the first visible sheet is read.
             * @example Leads
             */
            sheet?: string;
        };
        CheckNumberResponse: {
            /** @enum {boolean} */
            success: true;
            number: components["schemas"]["NumberCheckResponse"];
        };
        NumberCheckResponse: {
            phone: string;
            may_be_called: boolean;
            /**
             * @description Why the number may not be called now
             * @example legal_hours
             */
            reason: string | null;
            /**
             * Format: date-time
             * @description When the number may be called; null: now or never
             * @example 2024-01-01T09:00:00.000Z
             */
            next_call_at: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            checked_at: string;
            country: string | null;
            /** @description States that the number may be in. Empty: any */
            subdivisions: string[];
            /** @description The law must allow the call in each of them */
            time_zones: string[];
            do_not_call: boolean;
            in_another_call: boolean;
            /** @description Up to 20 */
            calls_last_24h: number;
            attempts_per_24h_max: number | null;
            gap_minutes_min: number;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            last_call_ended_at: string | null;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            last_abandoned_at: string | null;
            /**
             * Format: date-time
             * @description The retry delay of a list that has called the number
             * @example 2024-01-01T09:00:00.000Z
             */
            rests_until: string | null;
            laws: components["schemas"]["LawResponse"][];
            /** @description The newest 50 leads with the number */
            leads: components["schemas"]["CheckedLeadResponse"][];
        };
        LawResponse: {
            /**
             * @description ISO 3166-1 country or ISO 3166-2 subdivision
             * @example US-FL
             */
            place: string;
            /**
             * @description Local time; empty: closed
             * @example [
             *       "08:00-21:00"
             *     ]
             */
            daily: string[];
            /**
             * @description Local time; empty: closed
             * @example [
             *       "08:00-21:00"
             *     ]
             */
            saturday: string[];
            /**
             * @description Local time; empty: closed
             * @example [
             *       "08:00-21:00"
             *     ]
             */
            sunday: string[];
            closed_on_holidays: boolean;
            attempts_per_24h_max: number | null;
            gap_minutes_min: number | null;
            /**
             * Format: date
             * @description From this day on, only people who agreed before may be called, in campaigns with hours of their own
             */
            consent_since: string | null;
            source: string;
        };
        CheckedLeadResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** Format: uuid */
            campaign_id: string;
            campaign_name: string;
            status: string;
            status_reason: string | null;
            call_attempts: number;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            next_call_at: string | null;
        };
        GetLawsResponse: {
            /** @enum {boolean} */
            success: true;
            laws: components["schemas"]["LawResponse"][];
        };
        DryRunErasureResponse: {
            /** @enum {boolean} */
            success: true;
            /** @enum {boolean} */
            dry_run: true;
            would_erase: components["schemas"]["ErasureCountsResponse"];
            kept: components["schemas"]["KeptDataResponse"][];
        };
        ErasureCountsResponse: {
            leads: number;
            calls: number;
            call_events: number;
            recordings: number;
            bid_requests: number;
            visits: number;
            /** @description Ids of the person on CRM platforms */
            contacts: number;
            /** @description Rejected rows of imports */
            rejected_rows: number;
            /** @description Stored replies of requests with an Idempotency-Key. They are encrypted, so a dry run counts 0 */
            stored_replies: number;
        };
        /** @description Data that an erasure keeps, and why */
        KeptDataResponse: {
            data: string;
            reason: string;
        };
        SingleErasureResponse: {
            /** @enum {boolean} */
            success: true;
            erasure: components["schemas"]["ErasureResponse"];
        };
        ErasureResponse: {
            /** Format: uuid */
            id: string;
            /** @description The id that the CallCenter Pro API shows */
            numeric_id: number;
            /** @example +14155551234 */
            phone_number: string;
            reason: string;
            keep_call_numbers: boolean;
            /** @enum {string} */
            status: "running" | "completed";
            /**
             * @description `calls`: a call with the number is in progress or ended less than an hour ago. `imports`: an import that started before the erasure runs. `recordings`: the carrier has not deleted all recordings
             * @enum {string|null}
             */
            waits_for: "calls" | "imports" | "recordings" | null;
            erased: components["schemas"]["ErasureCountsResponse"];
            kept: components["schemas"]["KeptDataResponse"][];
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2024-01-01T09:00:00.000Z
             */
            finished_at: string | null;
        };
        CreateErasureBody: {
            /** @example +14155551234 */
            phone_number: string;
            /**
             * @description Why the data is erased. It is kept as proof, so do not write the name of the person
             * @example Request by e-mail of 1 March, ticket 4711
             */
            reason: string;
            /**
             * @description Keeps the number in the calls, and erases everything else. Set it if a law obliges you to keep call records, such as 16 CFR 310.5 in the USA (five years)
             * @default false
             */
            keep_call_numbers?: boolean;
            /**
             * @description Only counts what would be erased, and changes nothing
             * @default false
             */
            dry_run?: boolean;
        };
        ListErasuresResponse: {
            /** @enum {boolean} */
            success: true;
            erasures: components["schemas"]["ErasureResponse"][];
            count: number;
            total: number;
        };
        FloorResponse: {
            /** @enum {boolean} */
            success: true;
            /**
             * Format: date-time
             * @description The time of the server, for the time that agents and calls are in a state
             * @example 2024-01-01T09:00:00.000Z
             */
            at: string;
            agents: components["schemas"]["AgentResponse"][];
            /** @description The oldest 200 live calls */
            calls: components["schemas"]["FloorCallResponse"][];
            counts: components["schemas"]["PhaseCountsResponse"];
            /** @description The campaigns that are active, paused or scheduled */
            campaigns: {
                campaign: components["schemas"]["CampaignResponse"];
                counts: components["schemas"]["PhaseCountsResponse"];
                /** @description null unless active */
                pacing: components["schemas"]["PacingStatusResponse"] | null;
            }[];
        };
        FloorDayResponse: {
            /** @enum {boolean} */
            success: true;
            /**
             * Format: date-time
             * @description Midnight
             * @example 2024-01-01T09:00:00.000Z
             */
            from: string;
            total: components["schemas"]["FloorSumsResponse"];
            /** @description Steps of five minutes, by the time at which the calls began; without empty steps */
            steps: (components["schemas"]["FloorSumsResponse"] & {
                /**
                 * Format: date-time
                 * @example 2024-01-01T09:00:00.000Z
                 */
                at: string;
            })[];
            campaigns: (components["schemas"]["FloorSumsResponse"] & {
                /** Format: uuid */
                id: string;
                /** @description The id that the CallCenter Pro API shows */
                numeric_id: number;
            })[];
            agents: (components["schemas"]["FloorSumsResponse"] & {
                /** Format: uuid */
                id: string;
                /** @description The id that the CallCenter Pro API shows */
                numeric_id: number;
            })[];
        };
        /** @description Sums of ended calls */
        FloorSumsResponse: {
            calls: number;
            /** @description Outbound calls */
            placed: number;
            /** @description Outbound calls that a person answered */
            answered: number;
            /** @description Without an agent, or connected after more than two seconds */
            abandoned: number;
            /** @description Calls with a conversation */
            talks: number;
            talk_seconds: number;
            revenue: number;
            /** @description Median of the calls that agents took */
            connect_delay_ms: number | null;
        };
    };
    responses: {
        /** @description Invalid parameters */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Missing or invalid token */
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
        /** @description Conflict */
        Conflict: {
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
        /** @description Validation failed, for a request with a session */
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
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    registerUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterUserBody"];
            };
        };
        responses: {
            /** @description The new user and a token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
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
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitationBody"];
            };
        };
        responses: {
            /** @description The new user and a token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenLoginBody"];
            };
        };
        responses: {
            /** @description The user and a token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
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
            /** @description API keys, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListApiKeysResponse"];
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
    createApiKey: {
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
                "application/json": components["schemas"]["CreateApiKeyBody"];
            };
        };
        responses: {
            /** @description The new key, shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyResponse"];
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
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleApiKeyResponse"];
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
    updateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApiKeyBody"];
            };
        };
        responses: {
            /** @description The updated key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleApiKeyResponse"];
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
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeApiKeyResponse"];
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
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateApiKeyBody"];
            };
        };
        responses: {
            /** @description The key with its new secret, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyResponse"];
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
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The standing and the limits of the account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsResponse"];
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
    changePassword: {
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
                "application/json": components["schemas"]["ChangePasswordBody"];
            };
        };
        responses: {
            /** @description The password was changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePasswordResponse"];
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
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordBody"];
            };
        };
        responses: {
            /** @description The password was changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetPasswordResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listDispositions: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
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
            /** @description Dispositions, by code */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListDispositionsResponse"];
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
    createDisposition: {
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
                "application/json": components["schemas"]["CreateDispositionBody"];
            };
        };
        responses: {
            /** @description The new disposition */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleDispositionResponse"];
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
    getDisposition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleDispositionResponse"];
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
    updateDisposition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDispositionBody"];
            };
        };
        responses: {
            /** @description The updated disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleDispositionResponse"];
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
    deleteDisposition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The disposition is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteDispositionResponse"];
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
    listLoginSessions: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
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
            /** @description Login sessions, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListLoginSessionsResponse"];
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
    endOtherLoginSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions have ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndOtherLoginSessionsResponse"];
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
    endLoginSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
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
                    "application/json": components["schemas"]["EndLoginSessionResponse"];
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
    getSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorResponse"];
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
    addSecondFactor: {
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
                "application/json": components["schemas"]["AddSecondFactorBody"];
            };
        };
        responses: {
            /** @description The secret, shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddSecondFactorResponse"];
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
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    confirmSecondFactor: {
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
                "application/json": components["schemas"]["ConfirmSecondFactorBody"];
            };
        };
        responses: {
            /** @description The recovery codes, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmSecondFactorResponse"];
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
    renewRecoveryCodes: {
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
                "application/json": components["schemas"]["SecondFactorProofBody"];
            };
        };
        responses: {
            /** @description The recovery codes, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesResponse"];
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
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeSecondFactor: {
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
                "application/json": components["schemas"]["SecondFactorProofBody"];
            };
        };
        responses: {
            /** @description The second factor was removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveSecondFactorResponse"];
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
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOwnUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, the agent and the permissions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUserResponse"];
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
    listUsers: {
        parameters: {
            query?: {
                role?: "admin" | "supervisor" | "agent";
                is_active?: boolean;
                /** @description The whole e-mail address */
                email?: string;
                /** @description More than 100 means 100 */
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
            /** @description Users, oldest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListUsersResponse"];
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
    listUserInvitations: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
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
            /** @description Invitations, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListInvitationsResponse"];
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
    inviteUser: {
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
                "application/json": components["schemas"]["InviteUserBody"];
            };
        };
        responses: {
            /** @description The invitation and its code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteUserResponse"];
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
    withdrawUserInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The withdrawn invitation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleInvitationResponse"];
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
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleUserResponse"];
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
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUserBody"];
            };
        };
        responses: {
            /** @description The updated user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleUserResponse"];
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
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions have ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndUserSessionsResponse"];
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
    createPasswordReset: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordResetResponse"];
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
    resetSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, without a second factor */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleUserResponse"];
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
    listCampaigns: {
        parameters: {
            query?: {
                status?: "draft" | "scheduled" | "active" | "paused" | "completed" | "cancelled";
                /** @description More than 100 means 100 */
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
                    "application/json": components["schemas"]["ListCampaignsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
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
                "application/json": components["schemas"]["CreateCampaignBody"];
            };
        };
        responses: {
            /** @description The new campaign, a draft */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleCampaignResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
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
                    "application/json": components["schemas"]["SingleCampaignResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCampaignBody"];
            };
        };
        responses: {
            /** @description The updated campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleCampaignResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    startCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The started campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartCampaignResponse"];
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
    pauseCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The paused campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeCampaignStatusResponse"];
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
    cancelCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cancelled campaign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeCampaignStatusResponse"];
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
    getCampaignPreflight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts of leads */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetPreflightResponse"];
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
    getCampaignPacing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last tick, the abandoned calls and the reasons */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPacingResponse"];
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
                agent_group_id?: string | null;
                /** @description More than 100 means 100 */
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
                    "application/json": components["schemas"]["ListAgentsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
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
                "application/json": components["schemas"]["CreateAgentBody"];
            };
        };
        responses: {
            /** @description The new agent, offline */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleAgentResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent, with the members of both APIs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetAgentResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAgentBody"];
            };
        };
        responses: {
            /** @description The updated agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleAgentResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateAgentStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAgentStatusBody"];
            };
        };
        responses: {
            /** @description The updated agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateAgentStatusResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getAgentStatistics: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent and its statistics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetAgentStatisticsResponse"];
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
    updateAgentDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAgentDeviceBody"];
            };
        };
        responses: {
            /** @description The updated agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateAgentDeviceResponse"];
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
    createDeviceToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceTokenResponse"];
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
    listAgentStates: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description States, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAgentStatesResponse"];
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
    getTimeInStates: {
        parameters: {
            query?: {
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The time in each state, longest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeInStatesResponse"];
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
    getPauseReasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reasons that agents choose from */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseReasonsResponse"];
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
    updatePauseReasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePauseReasonsBody"];
            };
        };
        responses: {
            /** @description The new reasons */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseReasonsResponse"];
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
    listAgentGroups: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
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
            /** @description Agent groups, by name */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAgentGroupsResponse"];
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
    createAgentGroup: {
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
                "application/json": components["schemas"]["CreateAgentGroupBody"];
            };
        };
        responses: {
            /** @description The new group */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleAgentGroupResponse"];
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
    getAgentGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleAgentGroupResponse"];
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
    updateAgentGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAgentGroupBody"];
            };
        };
        responses: {
            /** @description The updated group */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleAgentGroupResponse"];
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
    deleteAgentGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteAgentGroupResponse"];
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
    exportCalls: {
        parameters: {
            query?: {
                campaign_id?: string | null;
                agent_id?: string | null;
                buyer_id?: string | null;
                /** @description The bidder that pays for the call */
                target_id?: string | null;
                publisher_id?: string | null;
                disposition?: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
                /** @description The code of a custom disposition */
                agent_disposition?: string;
                /** @description The status that the carrier reports */
                status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
                answered_by?: "human" | "machine_start" | "machine_end_beep" | "machine_end_silence" | "machine_end_other" | "fax" | "unknown";
                lead_id?: string | null;
                /** @description The number of the person */
                phone?: string;
                direction?: "inbound" | "outbound";
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line per call, newest first */
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
    listCalls: {
        parameters: {
            query?: {
                campaign_id?: string | null;
                agent_id?: string | null;
                buyer_id?: string | null;
                /** @description The bidder that pays for the call */
                target_id?: string | null;
                publisher_id?: string | null;
                disposition?: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
                /** @description The code of a custom disposition */
                agent_disposition?: string;
                /** @description The status that the carrier reports */
                status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
                answered_by?: "human" | "machine_start" | "machine_end_beep" | "machine_end_silence" | "machine_end_other" | "fax" | "unknown";
                lead_id?: string | null;
                /** @description The number of the person */
                phone?: string;
                direction?: "inbound" | "outbound";
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
                /** @description More than 100 means 100 */
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
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    getCallStatistics: {
        parameters: {
            query?: {
                campaign_id?: string | null;
                agent_id?: string | null;
                buyer_id?: string | null;
                /** @description The bidder that pays for the call */
                target_id?: string | null;
                publisher_id?: string | null;
                disposition?: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
                /** @description The code of a custom disposition */
                agent_disposition?: string;
                /** @description The status that the carrier reports */
                status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
                answered_by?: "human" | "machine_start" | "machine_end_beep" | "machine_end_silence" | "machine_end_other" | "fax" | "unknown";
                lead_id?: string | null;
                /** @description The number of the person */
                phone?: string;
                direction?: "inbound" | "outbound";
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Statistics of ended calls */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallStatisticsSummaryResponse"];
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
    getCallDispositions: {
        parameters: {
            query?: {
                campaign_id?: string | null;
                agent_id?: string | null;
                buyer_id?: string | null;
                /** @description The bidder that pays for the call */
                target_id?: string | null;
                publisher_id?: string | null;
                disposition?: "answered" | "voicemail" | "no_answer" | "busy" | "failed" | "abandoned" | "cancelled";
                /** @description The code of a custom disposition */
                agent_disposition?: string;
                /** @description The status that the carrier reports */
                status?: "queued" | "initiated" | "ringing" | "in-progress" | "completed" | "busy" | "no-answer" | "failed" | "canceled";
                answered_by?: "human" | "machine_start" | "machine_end_beep" | "machine_end_silence" | "machine_end_other" | "fax" | "unknown";
                lead_id?: string | null;
                /** @description The number of the person */
                phone?: string;
                direction?: "inbound" | "outbound";
                /** @description The first day (included), or a time */
                date_from?: string;
                /** @description The last day (included), or a time (excluded) */
                date_to?: string;
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended calls by disposition, most frequent first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallDispositionsResponse"];
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
    getCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call with its events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallWithEventsResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    updateCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCallBody"];
            };
        };
        responses: {
            /** @description The updated call, with the members of both APIs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateCallResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    hangUpCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call, which the carrier ends now */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleCallResponse"];
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
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    getTransferTargets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agents and groups */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransferTargetsResponse"];
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
    holdCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    resumeCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    muteCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    unmuteCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    pauseRecording: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    resumeRecording: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    completeTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    cancelTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    pressDigits: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PressDigitsBody"];
            };
        };
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    startTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartTransferBody"];
            };
        };
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    addParticipant: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddParticipantBody"];
            };
        };
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    removeParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                participantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    monitorCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MonitorCallBody"];
            };
        };
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    endMonitoring: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation as it shall be; the carrier follows within moments */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleConversationResponse"];
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
    uploadLeads: {
        parameters: {
            query?: {
                /** @description With `true`, nothing is imported. The reply shows how the file would be imported. */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadLeadsBody"];
            };
        };
        responses: {
            /** @description The file is imported */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOrDryRunResponse"];
                };
            };
            /** @description The import takes longer than 10 s and continues */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            /** @description Not multipart/form-data */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                campaign_id?: string;
                kind?: "leads" | "dnc";
                /** @description More than 100 means 100 */
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
            /** @description Imports, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListImportsResponse"];
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
    getImport: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import; `count` and `total` count its errors */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetImportResponse"];
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
    listImportWarnings: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Warnings in the order of the file */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportWarningsResponse"];
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
    downloadImportErrors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV */
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
    downloadRejectedRows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV */
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
    downloadLeadTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV with a header row */
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
    listAgentCallBacks: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
                limit?: number;
                /** @description Number of objects to skip */
                offset?: number;
                /** @description The cursor of the next page, from the header `Link` of the page before; not together with `offset` */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leads, the earliest call-back first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCallBacksResponse"];
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
    listLeads: {
        parameters: {
            query: {
                campaign_id: string;
                status?: "pending" | "queued" | "calling" | "completed" | "failed" | "dnc";
                /** @description More than 100 means 100 */
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
            /** @description Leads in the order of their import */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListLeadsResponse"];
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
    createLeads: {
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
                "application/json": components["schemas"]["CreateLeadsBody"];
            };
        };
        responses: {
            /** @description What became of each lead */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateLeadsResponse"];
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
    getLead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead with its last calls */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadWithCallsResponse"];
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
    updateLead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateLeadBody"];
            };
        };
        responses: {
            /** @description The updated lead */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleLeadResponse"];
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
    deleteLead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deleted lead */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleLeadResponse"];
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
    recycleCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecycleCampaignBody"];
            };
        };
        responses: {
            /** @description What the recycle would do */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecyclePlanResponse"];
                };
            };
            /** @description The recycle has started. `status_url` shows its progress */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleRecycleResponse"];
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
    getRecycle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recycle */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleRecycleResponse"];
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
    openNextPreview: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead, reserved for you */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewResponse"];
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
    callPreviewedLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call is being placed */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPreviewedLeadResponse"];
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
    skipPreviewedLead: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when the key was used for another request. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkipPreviewedLeadResponse"];
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
    listDncNumbers: {
        parameters: {
            query?: {
                /** @description Lists the entries of this number only, including one on the global list */
                phone?: string;
                /** @description More than 100 means 100 */
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
            /** @description Numbers, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListDncNumbersResponse"];
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
    addDncNumber: {
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
                "application/json": components["schemas"]["AddDncNumberBody"];
            };
        };
        responses: {
            /** @description The number was on the list already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleDncNumberResponse"];
                };
            };
            /** @description The new entry */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleDncNumberResponse"];
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
    uploadDncNumbers: {
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
                "multipart/form-data": components["schemas"]["UploadDncNumbersBody"];
            };
        };
        responses: {
            /** @description The file is imported */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResponse"];
                };
            };
            /** @description The import takes longer than 10 s and continues */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            /** @description Not multipart/form-data */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
        };
    };
    deleteDncNumber: {
        parameters: {
            query?: {
                /** @description Why the number may be called again */
                reason?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deleted entry */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleDncNumberResponse"];
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
    checkNumber: {
        parameters: {
            query: {
                /** @description Written as in a lead file. Without a country code, `country` or the caller IDs of the campaigns say the country. */
                phone: string;
                campaign_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckNumberResponse"];
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
    getLaws: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Laws by place */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GetLawsResponse"];
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
    listErasures: {
        parameters: {
            query?: {
                /** @description More than 100 means 100 */
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
            /** @description Erasures, newest first */
            200: {
                headers: {
                    /** @description The address of the next page, if there is one: `<…>; rel="next"` */
                    Link?: string;
                    /** @description The number of objects on all pages */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListErasuresResponse"];
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
    createErasure: {
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
                "application/json": components["schemas"]["CreateErasureBody"];
            };
        };
        responses: {
            /** @description What a dry run has counted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRunErasureResponse"];
                };
            };
            /** @description The erasure, which a job runs */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleErasureResponse"];
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
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The erasure */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleErasureResponse"];
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
    getFloor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The floor at this moment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FloorResponse"];
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
    getFloorDay: {
        parameters: {
            query?: {
                /** @description The time zone of the days and of local times; by default that of the account */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sums by time, campaign and agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FloorDayResponse"];
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
    receiveCallAnswered: {
        parameters: {
            query?: {
                leadId?: string;
                callId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example human */
                    AnsweredBy?: string;
                    /** @example CA1234567890abcdef */
                    CallSid?: string;
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveMachineDetection: {
        parameters: {
            query?: {
                callId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example machine_end_beep */
                    AnsweredBy?: string;
                    /** @example CA1234567890abcdef */
                    CallSid?: string;
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
    receiveCallStatus: {
        parameters: {
            query?: {
                callId?: string;
                legId?: string;
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
                    CallStatus?: string;
                    /** @example 330 */
                    CallDuration?: string;
                    /** @example outbound-api */
                    Direction?: string;
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
    receiveAgentAnswered: {
        parameters: {
            query?: {
                conferenceName?: string;
                leadName?: string;
                callId?: string;
                legId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveConferenceStatus: {
        parameters: {
            query?: {
                callId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CF1234567890abcdef */
                    ConferenceSid?: string;
                    /** @example call_uuid */
                    FriendlyName?: string;
                    /** @example participant-join */
                    StatusCallbackEvent?: string;
                    /** @example 2024-01-15T10:30:00Z */
                    Timestamp?: string;
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
    receiveRecordingStatus: {
        parameters: {
            query?: {
                callId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example RE1234567890abcdef */
                    RecordingSid?: string;
                    /** @example completed */
                    RecordingStatus?: string;
                    /** @example 330 */
                    RecordingDuration?: string;
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
    receiveAbandonment: {
        parameters: {
            query?: {
                callId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveVoicemail: {
        parameters: {
            query?: {
                callId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveTransfer: {
        parameters: {
            query?: {
                callId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveGuestAnswered: {
        parameters: {
            query?: {
                callId?: string;
                legId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveDigitsRequest: {
        parameters: {
            query?: {
                callId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveOptOut: {
        parameters: {
            query?: {
                callId?: string;
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
                    /** @example 9 */
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
    receiveParkedAgentAnswered: {
        parameters: {
            query?: {
                parkedLegId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveParkedAgentReturned: {
        parameters: {
            query?: {
                parkedLegId?: string;
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
                    /** @example in-progress */
                    CallStatus?: string;
                    /** @example outbound-api */
                    Direction?: string;
                    /** @example +14155551234 */
                    From?: string;
                    /** @example +14155552671 */
                    To?: string;
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
    receiveParkedAgentStatus: {
        parameters: {
            query?: {
                parkedLegId?: string;
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
                    CallStatus?: string;
                    /** @example 330 */
                    CallDuration?: string;
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
    receiveParkedAgentConference: {
        parameters: {
            query?: {
                parkedLegId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @example CF1234567890abcdef */
                    ConferenceSid?: string;
                    /** @example call_uuid */
                    FriendlyName?: string;
                    /** @example participant-join */
                    StatusCallbackEvent?: string;
                    /** @example 2024-01-15T10:30:00Z */
                    Timestamp?: string;
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
}
